import type { AttemptId } from '../../schema/ids.ts'
import { UpstreamError } from '../errors.ts'
import type { LogState } from '../store/read-builds.ts'

export interface LogReaderOptions {
  /** What one look at the database tells of these attempts. */
  look: (attempts: readonly AttemptId[]) => Promise<LogState[]>
  /** A look that failed: the next one comes all the same. */
  onFault: (error: unknown) => void
  lookEveryMs: number
  /** Each holds a connection, and a piece of a log now and then. */
  mostReaders: number
}

/** One who follows the log of one attempt. */
export interface LogReader {
  /** What the newest look told. */
  readonly state: LogState
  /**
   * Waits until a look tells something newer than `since`.
   * @returns false when `ms` milliseconds have passed first, or the reader has left
   */
  changed(since: LogState, ms: number): Promise<boolean>
  readonly hasLeft: boolean
  leave(): void
}

const RETRY_AFTER_S = 10

/**
 * Everybody who follows a log in this process. However many they are, there is one look at the database at a time, about all
 * their attempts together, and none while nobody reads.
 */
export class LogReaders {
  readonly #options: LogReaderOptions
  readonly #readers = new Set<Follower>()
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: LogReaderOptions) {
    this.#options = options
  }

  /**
   * @param state as it was looked up just now
   * @throws {UpstreamError} LOG_READERS_FULL
   */
  enter(state: LogState): LogReader {
    if (this.#isClosed || this.#readers.size >= this.#options.mostReaders) {
      throw new UpstreamError('LOG_READERS_FULL', 'many follow logs here now; try again later', {
        retryAfterS: RETRY_AFTER_S,
      })
    }
    const reader = new Follower(state, () => this.#readers.delete(reader))
    this.#readers.add(reader)
    this.#timer ??= this.#soon()
    return reader
  }

  /** Sends everybody away, for good. */
  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const reader of [...this.#readers]) reader.leave()
  }

  #soon(): NodeJS.Timeout {
    return setTimeout(() => void this.#lookAgain(), this.#options.lookEveryMs)
  }

  async #lookAgain(): Promise<void> {
    try {
      const attempts = new Set([...this.#readers].map(({ state }) => state.id))
      const states = attempts.size === 0 ? [] : await this.#options.look([...attempts])
      const byAttempt = new Map(states.map((state) => [state.id, state]))
      for (const reader of this.#readers) reader.tell(byAttempt.get(reader.state.id) ?? reader.state)
    } catch (error) {
      this.#options.onFault(error)
    }
    this.#timer = this.#isClosed || this.#readers.size === 0 ? null : this.#soon()
  }
}

class Follower implements LogReader {
  state: LogState
  hasLeft = false
  #wake: (() => void) | null = null
  readonly #onLeave: () => void

  constructor(state: LogState, onLeave: () => void) {
    this.state = state
    this.#onLeave = onLeave
  }

  async changed(since: LogState, ms: number): Promise<boolean> {
    if (this.state === since && !this.hasLeft) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return this.state !== since
  }

  tell(state: LogState): void {
    if (state.logBytes === this.state.logBytes && state.isOver === this.state.isOver) return
    this.state = state
    this.#wake?.()
  }

  leave(): void {
    this.hasLeft = true
    this.#wake?.()
    this.#onLeave()
  }
}
