import type { FileHandle } from 'node:fs/promises'
import { totalmem } from 'node:os'
import type { JobLimits } from '../../../schema/job.ts'
import { type CommandResult, markVariable, runCommand } from '../run-command.ts'
import { bubblewrap, type Mount } from './bubblewrap.ts'
import { type Cgroup, openCgroup } from './cgroup.ts'
import type { Sandbox } from './open-sandbox.ts'
import type { VisibleFiles } from './visible-files.ts'

export interface BoxedCommand {
  sandbox: Sandbox
  files: VisibleFiles
  command: readonly [string, ...string[]]
  mounts: readonly Mount[]
  network: boolean
  cwd: string
  env: Readonly<Record<string, string>>
  /** Unique to the build; see run-command.ts. */
  mark: string
  limits: JobLimits
  /** What counts for the disk limit, with all that is in it. */
  folder: string
  log: FileHandle
  cancel: AbortSignal
}

/** Left to the builder and the system, so that a build that takes all memory does not take the machine. */
const shareOfMachine = 0.9

/** Runs one command of a build in the box, or without one where there is none: then with the same limits, so far as they can be held. */
export async function runBoxed(boxed: BoxedCommand): Promise<CommandResult> {
  const { sandbox, limits, env, mark } = boxed
  const machineBytes = Math.floor(totalmem() * shareOfMachine)
  const memoryBytes = Math.min(limits.memoryBytes ?? machineBytes, machineBytes)
  const group =
    sandbox.cgroups === null
      ? null
      : await openCgroup(sandbox.cgroups, mark, { memoryBytes, processes: limits.processes })
  try {
    const inner = { ...env, [markVariable]: mark }
    const { bwrap } = sandbox
    const { command, input } =
      bwrap === null
        ? { command: boxed.command, input: '' }
        : bubblewrap({ ...boxed, bwrap, env: inner }, boxed.command)
    const result = await runCommand({
      command,
      input,
      cwd: bwrap === null ? boxed.cwd : '/',
      env: bwrap === null ? { ...env } : { PATH: env.PATH ?? '/usr/bin:/bin' },
      mark,
      limits,
      folder: boxed.folder,
      group,
      log: boxed.log,
      cancel: boxed.cancel,
    })
    const isMachines = limits.memoryBytes === null || limits.memoryBytes > machineBytes
    return group === null ? result : await withKernelsWord(result, group, isMachines)
  } finally {
    await group?.close()
  }
}

/** A command that failed after the kernel had killed or refused something of it failed for that. */
async function withKernelsWord(result: CommandResult, group: Cgroup, isMachines: boolean): Promise<CommandResult> {
  const { memoryKills, processesRefused, peakMemoryBytes } = await group.read()
  const known = { ...result, peakMemoryBytes: peakMemoryBytes ?? result.peakMemoryBytes }
  if (result.stoppedBy !== null || result.exitCode === 0) return known
  if (memoryKills > 0) return { ...known, stoppedBy: isMachines ? 'OUT_OF_MEMORY' : 'MEMORY_LIMIT' }
  return processesRefused > 0 ? { ...known, stoppedBy: 'PROCESS_LIMIT' } : known
}
