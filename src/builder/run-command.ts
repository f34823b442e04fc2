import { type ChildProcess, spawn } from 'node:child_process'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobLimits } from '../../schema/job.ts'
import { FarmError } from '../errors.ts'
import { killBuild } from './build-processes.ts'
import type { Cgroup } from './sandbox/cgroup.ts'
import { type Stop, WatchBuild } from './watch-build.ts'

export interface CommandOptions {
  /** Program and arguments. */
  command: readonly [string, ...string[]]
  /** What it can read from its standard input; then that ends. */
  input?: string
  cwd: string
  /** The whole environment; nothing of ours is added but the mark. */
  env: Record<string, string>
  /** Set in the environment, unique to the build: finds processes that left the group. */
  mark: string
  limits: JobLimits
  /** What counts for the disk limit, with all that is in it. */
  folder: string
  /** The control group to run in; without one, memory is bounded for each process alone. */
  group: Cgroup | null
  /** Gets stdout and stderr, in the order in which they were written. */
  log: FileHandle
  /** Ends the build: nobody waits for it any more. */
  cancel: AbortSignal
}

export interface CommandResult {
  /** Null when it was killed. */
  exitCode: number | null
  /** Which limit it ran into, or that it was cancelled; null when it ended by itself. */
  stoppedBy: Stop | null
  durationMs: number
  /** Highest sum of resident memory of the process group that was seen, about once a second; null without /proc. */
  peakMemoryBytes: number | null
  logBytes: number
}

export const markVariable = 'WHEELYARD_BUILD'

/** A build's mark as it stands in the environment of its processes. */
export const markIn = (mark: string): string => `${markVariable}=${mark}`

/** How long output may trickle in after the command's end, from processes that we have just killed. */
const trickleMs = 2_000

/**
 * Runs a command as the leader of a process group and session of its own, within limits. When it is over, nothing of it is
 * left running: whatever it started is killed, even what left the group.
 * @throws {FarmError} SANDBOX when the command cannot be started at all, or something of it cannot be killed: it could still write
 */
export async function runCommand(options: CommandOptions): Promise<CommandResult> {
  const started = performance.now()
  const child = start(options)
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code))
    child.once('error', () => resolve(null))
  })
  const group = child.pid
  if (group === undefined || child.stdout === null) {
    throw new FarmError('SANDBOX', `${options.command[0]} cannot be started`)
  }
  const build = { group, mark: markIn(options.mark) }
  const watch = new WatchBuild(group, options)
  const copied = copyLog(child.stdout, options, watch)
  const exitCode = await ended
  watch.end()
  const durationMs = Math.max(1, Math.round(performance.now() - started))
  const left = await killBuild(build)
  await Promise.race([copied, sleep(trickleMs)])
  child.stdout.destroy()
  const logBytes = await copied
  if (left > 0) throw new FarmError('SANDBOX', `${left} processes of the build cannot be killed`)
  return { exitCode, stoppedBy: watch.stoppedBy, durationMs, peakMemoryBytes: watch.peakMemoryBytes, logBytes }
}

/**
 * One pipe for both outputs keeps their order, which Node's two pipes would not; a core dump would fill the disk. The shell goes into the
 * control group before it becomes the command, so that nothing of the build is ever outside.
 */
function start({ command, input = '', cwd, env, mark, limits, group }: CommandOptions): ChildProcess {
  const perProcess = group === null && limits.memoryBytes !== null ? `ulimit -d ${kib(limits.memoryBytes)}; ` : ''
  const bounds = `ulimit -c 0; ulimit -f ${kib(limits.diskBytes) * 2}; ${perProcess}`
  const enter = 'while [ "$1" != -- ]; do echo 0 > "$1" || exit 126; shift; done; shift'
  const script = `exec 2>&1; ${bounds}umask 022; ${enter}; exec "$@"`
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...(group?.joinFiles ?? []), '--', ...command], {
    cwd,
    env: { ...env, [markVariable]: mark },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin?.on('error', () => {}) // it may end without reading
  child.stdin?.end(input)
  return child
}

const kib = (bytes: number): number => Math.floor(bytes / 1_024)

/**
 * Copies output to the log up to the limit, byte for byte, and reads on behind it, so that nobody hangs on a full pipe.
 * Never throws: a log that cannot be written ends the build as DISK_FULL. @returns the log's length
 */
async function copyLog(output: Readable, { limits, log }: CommandOptions, watch: WatchBuild): Promise<number> {
  let length = 0
  try {
    for await (const piece of output) {
      const chunk = piece as Buffer // the stream has no encoding
      watch.heard()
      if (watch.stoppedBy !== null) continue
      const kept = chunk.subarray(0, limits.logBytes - length)
      await log.appendFile(kept)
      length += kept.length
      if (kept.length < chunk.length) watch.stop('LOG_TOO_LONG')
    }
  } catch {
    if (!output.destroyed) watch.stop('DISK_FULL')
  }
  return length
}
