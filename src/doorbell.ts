/** Lets loops sleep until something happens or a time has passed. A ring while nobody waits is heard by the next wait. */
export class Doorbell {
  readonly #waiting = new Set<() => void>()
  #rung = false

  /** Wakes everybody who waits. */
  ring(): void {
    if (this.#waiting.size === 0) this.#rung = true
    for (const wake of [...this.#waiting]) wake()
  }

  /** Resolves when rung, after `ms` milliseconds, or when the signal aborts; never rejects. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#rung || signal.aborted) {
      this.#rung = false
      return
    }
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', wake, { once: true })
      this.#waiting.add(wake)
    })
  }
}
