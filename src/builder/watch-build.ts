import type { JobLimits } from '../../schema/job.ts'
import type { FailureKind } from '../ladder/words.ts'
import { killGroup, useOf } from './build-processes.ts'
import { diskUse, freeDisk } from './disk-use.ts'
import type { Cgroup } from './sandbox/cgroup.ts'

/** Why a build was ended: a limit, or that nobody waits for it. */
export type Stop =
  | Extract<
      FailureKind,
      | 'TIMEOUT'
      | 'SILENCE'
      | 'MEMORY_LIMIT'
      | 'OUT_OF_MEMORY'
      | 'PROCESS_LIMIT'
      | 'DISK_LIMIT'
      | 'LOG_TOO_LONG'
      | 'DISK_FULL'
    >
  | 'CANCELLED'

export interface WatchOptions {
  limits: JobLimits
  /** The control group that the build is in. */
  group: Cgroup | null
  /** What counts for the disk limit. */
  folder: string
  cancel: AbortSignal
}

/** Short builds last less than a second: their memory should be seen too. */
const firstSampleMs = 100
const sampleMs = 1_000
/** A tree is not walked again before this many times the time that the walk took. */
const walkShare = 20
/** Longer timers would fire at once. */
const longestTimerMs = 2 ** 31 - 1
/** A compiler that is refused a process now and then goes on; what is refused this many is out of hand. */
const mostRefused = 100
/** The builder needs room for its spool. */
const diskFloorBytes = 64 * 1024 ** 2

/** Watches over one running command of a build and kills it at the first limit. */
export class WatchBuild {
  stoppedBy: Stop | null = null
  peakMemoryBytes: number | null = null
  readonly #leader: number
  readonly #options: WatchOptions
  readonly #timers: { wall: NodeJS.Timeout; silence: NodeJS.Timeout; sample: NodeJS.Timeout; disk: NodeJS.Timeout }
  #over = false
  readonly #onCancel = (): void => this.stop('CANCELLED')

  /** @param leader of the command's process group */
  constructor(leader: number, options: WatchOptions) {
    this.#leader = leader
    this.#options = options
    const { wallMs, silenceMs } = options.limits
    this.#timers = {
      wall: setTimeout(() => this.stop('TIMEOUT'), Math.min(wallMs, longestTimerMs)),
      silence: setTimeout(() => this.stop('SILENCE'), Math.min(silenceMs, longestTimerMs)),
      sample: setTimeout(() => void this.#sample(), firstSampleMs),
      disk: setTimeout(() => void this.#walk(), sampleMs),
    }
    options.cancel.addEventListener('abort', this.#onCancel)
    if (options.cancel.aborted) this.stop('CANCELLED')
  }

  heard(): void {
    if (!this.#over) this.#timers.silence.refresh()
  }

  stop(why: Stop): void {
    if (this.#over) return
    this.stoppedBy ??= why
    killGroup(this.#leader)
  }

  end(): void {
    this.#over = true
    for (const timer of Object.values(this.#timers)) clearTimeout(timer)
    this.#options.cancel.removeEventListener('abort', this.#onCancel)
  }

  async #sample(): Promise<void> {
    const [use, kernel] = [await useOf(this.#leader), await this.#options.group?.read()]
    if (this.#over) return
    const { memoryBytes, processes } = this.#options.limits
    if (use !== null) {
      this.peakMemoryBytes = Math.max(this.peakMemoryBytes ?? 0, use.residentBytes)
      if (memoryBytes !== null && use.residentBytes > memoryBytes) this.stop('MEMORY_LIMIT')
      if (use.processes > processes) this.stop('PROCESS_LIMIT')
    }
    if ((kernel?.processesRefused ?? 0) >= mostRefused) this.stop('PROCESS_LIMIT')
    this.#timers.sample = setTimeout(() => void this.#sample(), sampleMs)
  }

  async #walk(): Promise<void> {
    const { folder, limits } = this.#options
    const started = performance.now()
    const used = await diskUse(folder, limits.diskBytes).catch(() => 0)
    const free = await freeDisk(folder).catch(() => diskFloorBytes)
    if (this.#over) return
    if (used > limits.diskBytes) this.stop('DISK_LIMIT')
    else if (free < diskFloorBytes) this.stop('DISK_FULL')
    const waitMs = Math.max(sampleMs, (performance.now() - started) * walkShare)
    this.#timers.disk = setTimeout(() => void this.#walk(), waitMs)
  }
}
