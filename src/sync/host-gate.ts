import { setTimeout as sleep } from 'node:timers/promises'
import { UpstreamError } from '../errors.ts'
import type { SyncTimings } from './timings.ts'

/** Failures in a row after which the host is left alone. */
const FAILURES_BEFORE_REST = 10

/** How long it is left alone between two probes, in seconds. */
const REST_S = 60

/**
 * Keeps us polite towards upstream's pages: requests are spaced out, a 429 stops all of them for as long as it asks, and after
 * ten failures in a row only one request a minute probes whether upstream is back.
 */
export class HostGate {
  readonly #timings: SyncTimings
  #failures = 0
  #restUntil = 0
  #nextSlot = 0

  constructor(timings: SyncTimings) {
    this.#timings = timings
  }

  /** Milliseconds until a request may be sent at all; 0 most of the time. */
  restMs(): number {
    return Math.max(0, this.#restUntil - Date.now())
  }

  /**
   * Sends a request when its turn comes.
   * @throws {UpstreamError} UPSTREAM_RESTING with `retryAfterS` while the host is left alone; and what `send` throws
   */
  async pass<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    const restMs = this.restMs()
    if (restMs > 0)
      throw new UpstreamError('UPSTREAM_RESTING', 'upstream is left alone', { retryAfterS: restMs / 1_000 })
    if (this.#failures >= FAILURES_BEFORE_REST) this.#rest(REST_S)
    const now = Date.now()
    const slot = Math.max(now, this.#nextSlot)
    this.#nextSlot = slot + this.#timings.paceMs
    if (slot > now) await sleep(slot - now, null, { signal })
    try {
      const answer = await send()
      this.#failures = 0
      this.#restUntil = 0
      return answer
    } catch (error) {
      this.#failed(error)
      throw error
    }
  }

  #failed(error: unknown): void {
    this.#failures += 1
    if (error instanceof UpstreamError && error.code === 'UPSTREAM_BUSY' && error.retryAfterS !== undefined) {
      this.#rest(error.retryAfterS)
    }
    if (this.#failures === FAILURES_BEFORE_REST) this.#rest(REST_S)
  }

  #rest(seconds: number): void {
    this.#restUntil = Math.max(this.#restUntil, Date.now() + seconds * this.#timings.secondMs)
  }
}
