import type { VisibleFiles } from './visible-files.ts'

/** A folder of this machine, and where the box has it. */
export interface Mount {
  from: string
  to: string
  writable: boolean
}

export interface BoxOptions {
  bwrap: string
  files: VisibleFiles
  /** In order: a later one may lie inside an earlier one. Only the writable ones can be written to. */
  mounts: readonly Mount[]
  /** Whether this machine's network is there. */
  network: boolean
  cwd: string
  env: Readonly<Record<string, string>>
}

/** Through these, root changes the kernel's settings, also root without capabilities. */
const kernelSettings: readonly string[] = ['sys', 'sysrq-trigger', 'irq', 'bus', 'fs', 'acpi', 'scsi']

/** What the resolver needs, which on many systems lies below /run. */
const resolverFolders: readonly string[] = ['/run/systemd/resolve', '/run/resolvconf', '/run/NetworkManager']

export interface BoxCommand {
  command: [string, ...string[]]
  /** For the command's standard input: the box's description, which is kept out of the command line, since the build can read that. */
  input: string
}

/**
 * The command that puts a command into a box: an empty root in which only what is named is there, own user, process, IPC, host name and
 * cgroup namespaces, no capabilities, no terminal, no variable but those given, an end together with us. Pure.
 */
export function bubblewrap(box: BoxOptions, command: readonly string[]): BoxCommand {
  const { shown, links, masked } = box.files
  const args = ['--unshare-all', ...(box.network ? ['--share-net'] : []), '--die-with-parent', '--new-session']
  args.push('--cap-drop', 'ALL', '--hostname', 'build', '--clearenv')
  for (const [name, value] of Object.entries(box.env)) args.push('--setenv', name, value)
  args.push('--proc', '/proc', '--dev', '/dev')
  for (const name of kernelSettings) args.push('--ro-bind-try', `/proc/${name}`, `/proc/${name}`)
  for (const mount of box.mounts) args.push(mount.writable ? '--bind' : '--ro-bind', mount.from, mount.to)
  args.push('--symlink', '../tmp', '/var/tmp')
  for (const path of shown) args.push('--ro-bind', path, path)
  for (const [target, path] of links) args.push('--symlink', target, path)
  for (const { path, isFolder } of masked) {
    args.push(...(isFolder ? ['--tmpfs', path, '--remount-ro', path] : ['--ro-bind', '/dev/null', path]))
  }
  if (box.network) for (const path of resolverFolders) args.push('--ro-bind-try', path, path)
  args.push('--remount-ro', '/dev', '--remount-ro', '/', '--chdir', box.cwd)
  return { command: [box.bwrap, '--args', '0', '--', ...command], input: args.map((one) => `${one}\0`).join('') }
}
