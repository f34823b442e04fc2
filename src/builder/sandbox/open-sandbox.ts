import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type CgroupPlace, findCgroupPlace } from './cgroup.ts'
import { type VisibleFiles, visibleFiles } from './visible-files.ts'

/** What this machine has to hold a build in. */
export interface Sandbox {
  /** Path of bubblewrap; null: builds run as the builder's own user, with its files and its network. */
  bwrap: string | null
  /** Null: memory can only be bounded for each process alone. */
  cgroups: CgroupPlace | null
  /** What builds for an interpreter see of this machine. */
  filesFor(python: string): Promise<VisibleFiles>
}

const run = promisify(execFile)
const probeMs = 60_000

/** Looks for what there is; whether it holds is for self-test.ts to find out. */
export async function openSandbox(): Promise<Sandbox> {
  const bwrap = process.platform === 'linux' ? await inPath('bwrap') : null
  return {
    bwrap,
    cgroups: process.platform === 'linux' ? await findCgroupPlace() : null,
    filesFor: async (python) => visibleFiles(python, await prefixesOf(python)),
  }
}

/** Whether bubblewrap is there and may make its namespaces. */
export async function boxStarts(): Promise<boolean> {
  const bwrap = process.platform === 'linux' ? await inPath('bwrap') : null
  if (bwrap === null) return false
  const trial = run(bwrap, ['--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', 'true'], { timeout: probeMs })
  return trial.then(
    () => true,
    () => false,
  )
}

async function inPath(name: string): Promise<string | null> {
  for (const folder of [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin']) {
    const path = join(folder, name)
    const isThere =
      folder.startsWith('/') &&
      (await access(path, constants.X_OK).then(
        () => true,
        () => false,
      ))
    if (isThere) return path
  }
  return null
}

/** Where an interpreter is installed, and for a virtual environment also what it was made from. */
async function prefixesOf(python: string): Promise<string[]> {
  const script = 'import sys; print("\\n".join([sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]))'
  const { stdout } = await run(python, ['-I', '-S', '-c', script], { timeout: probeMs, killSignal: 'SIGKILL' })
  return [...new Set(stdout.split('\n').filter((line) => line.startsWith('/')))]
}
