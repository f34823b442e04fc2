import { setTimeout as sleep } from 'node:timers/promises'

/** Sleeps, or wakes early when the signal fires. Never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/**
 * Resolves when the signal fires, at once if it has; or when `sooner` settles, whichever way. Leaves no listener behind.
 */
export function whenAborted(signal: AbortSignal, sooner?: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done)
      resolve()
    }
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', done, { once: true })
    sooner?.then(done, done)
  })
}

/** What comes within the time, else `late`; what is late goes on all the same, and its failure is nobody's. */
export async function within<T>(ms: number, coming: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, ms, 'late')
  })
  try {
    return await Promise.race([coming, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * How long to wait after the nth failure in a row: doubling from `first` to `most`, half of it by chance, so that many who
 * failed at the same moment do not come back at the same moment.
 * @param failures 1 for the first
 * @param chance between 0 and 1
 * @returns in the unit of the bounds
 */
export function backOff(failures: number, bounds: { first: number; most: number }, chance = Math.random()): number {
  const whole = Math.min(bounds.most, bounds.first * 2 ** Math.min(failures - 1, 40))
  return whole / 2 + (whole / 2) * chance
}

/** Counts the failures in a row of one call, and says how long to wait after each; all in milliseconds. */
export function countingBackOff(
  firstMs: number,
  mostMs: number,
): { next(atLeastMs?: number | null): number; reset(): void } {
  let failures = 0
  return {
    next: (atLeastMs) => {
      failures += 1
      return Math.max(backOff(failures, { first: firstMs, most: mostMs }), atLeastMs ?? 0)
    },
    reset: () => {
      failures = 0
    },
  }
}
