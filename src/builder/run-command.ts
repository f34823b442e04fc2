import { type ChildProcess, spawn } from 'node:child_process'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobLimits } from '../../schema/job.ts'
import { FarmError } from '../errors.ts'
import type { FailureKind } from '../ladder/words.ts'
import { killBuild, killGroup, memoryOf } from './build-processes.ts'

export interface CommandOptions {
  /** Program and arguments. */
  command: readonly [string, ...string[]]
  cwd: string
  /** The whole environment; nothing of ours is added but the mark. */
  env: Record<string, string>
  /** Set in the environment, unique to the build: finds processes that left the group. */
  mark: string
  limits: JobLimits
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

export type Stop =
  | Extract<FailureKind, 'TIMEOUT' | 'SILENCE' | 'MEMORY_LIMIT' | 'LOG_TOO_LONG' | 'DISK_FULL'>
  | 'CANCELLED'

const MARK = 'WHEELYARD_BUILD'

/** A build's mark as it stands in the environment of its processes. */
export const markIn = (mark: string): string => `${MARK}=${mark}`

/** Short builds last less than a second: their memory should be seen too. */
const firstSampleMs = 100
const sampleMs = 1_000
/** How long output may trickle in after the command's end, from processes that we have just killed. */
const trickleMs = 2_000

/**
 * Runs a command as the leader of a process group and session of its own, within limits. When it is over, nothing of it is
 * left running: whatever it started is killed, even what left the group.
 * @throws {FarmError} SANDBOX when the command cannot be started at all
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
  const watch = new Watch(group, options)
  const copied = copyLog(child.stdout, options, watch)
  const exitCode = await ended
  watch.end()
  const durationMs = Math.max(1, Math.round(performance.now() - started))
  await killBuild(build)
  await Promise.race([copied, sleep(trickleMs)])
  child.stdout.destroy()
  const logBytes = await copied
  return { exitCode, stoppedBy: watch.stoppedBy, durationMs, peakMemoryBytes: watch.peakMemoryBytes, logBytes }
}

/** One pipe for both outputs keeps their order, which Node's two pipes would not; a core dump would fill the disk. */
function start({ command, cwd, env, mark }: CommandOptions): ChildProcess {
  const script = 'ulimit -c 0 2>/dev/null; umask 022; exec "$@" 2>&1'
  return spawn('/bin/sh', ['-c', script, 'sh', ...command], {
    cwd,
    env: { ...env, [MARK]: mark },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

/**
 * Copies output to the log up to the limit, byte for byte, and reads on behind it, so that nobody hangs on a full pipe.
 * Never throws: a log that cannot be written ends the build as DISK_FULL. @returns the log's length
 */
async function copyLog(output: Readable, { limits, log }: CommandOptions, watch: Watch): Promise<number> {
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

/** Watches over one running build and kills it at the first limit. */
class Watch {
  stoppedBy: Stop | null = null
  peakMemoryBytes: number | null = null
  readonly #group: number
  readonly #options: CommandOptions
  readonly #wall: NodeJS.Timeout
  readonly #silence: NodeJS.Timeout
  #sampler: NodeJS.Timeout
  #over = false
  readonly #onCancel = (): void => this.stop('CANCELLED')

  constructor(group: number, options: CommandOptions) {
    this.#group = group
    this.#options = options
    const { wallMs, silenceMs } = options.limits
    this.#wall = setTimeout(() => this.stop('TIMEOUT'), Math.min(wallMs, longestTimerMs))
    this.#silence = setTimeout(() => this.stop('SILENCE'), Math.min(silenceMs, longestTimerMs))
    this.#sampler = setTimeout(() => void this.#sample(), firstSampleMs)
    options.cancel.addEventListener('abort', this.#onCancel)
    if (options.cancel.aborted) this.stop('CANCELLED')
  }

  heard(): void {
    if (!this.#over) this.#silence.refresh()
  }

  stop(why: Stop): void {
    if (this.#over) return
    this.stoppedBy ??= why
    killGroup(this.#group)
  }

  end(): void {
    this.#over = true
    clearTimeout(this.#wall)
    clearTimeout(this.#silence)
    clearTimeout(this.#sampler)
    this.#options.cancel.removeEventListener('abort', this.#onCancel)
  }

  async #sample(): Promise<void> {
    const bytes = await memoryOf(this.#group)
    if (bytes === null || this.#over) return
    this.peakMemoryBytes = Math.max(this.peakMemoryBytes ?? 0, bytes)
    const limit = this.#options.limits.memoryBytes
    if (limit !== null && bytes > limit) this.stop('MEMORY_LIMIT')
    this.#sampler = setTimeout(() => void this.#sample(), sampleMs)
  }
}

/** Longer timers would fire at once. */
const longestTimerMs = 2 ** 31 - 1
