import { setTimeout as sleep } from 'node:timers/promises'

/** Sleeps, or wakes early when the signal fires. Never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/** Doubling waits from `firstMs` up to `mostMs`, each ±20 % so that a fleet does not come back all at once. */
export function backoff(firstMs: number, mostMs: number): { next(atLeastMs?: number | null): number; reset(): void } {
  let wait = firstMs
  return {
    next: (atLeastMs) => {
      const chosen = Math.max(wait, atLeastMs ?? 0) * (0.8 + Math.random() * 0.4)
      wait = Math.min(wait * 2, mostMs)
      return chosen
    },
    reset: () => {
      wait = firstMs
    },
  }
}
