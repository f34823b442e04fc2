import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until a condition holds. The bound is generous: it only ends a test that would hang. */
export async function until<T>(look: () => T | Promise<T>, what: string, boundMs = 60_000): Promise<NonNullable<T>> {
  const end = Date.now() + boundMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`)
    await sleep(25)
  }
}
