import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks again and again until there is something to see.
 * @param look returns undefined while it is not there yet; what it throws in the end is told
 * @param withinMs generous: a slow machine is no fault
 */
export async function waitFor<T>(what: string, look: () => Promise<T | undefined>, withinMs = 120_000): Promise<T> {
  let last: unknown = 'it was not there'
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(100)) {
    try {
      const found = await look()
      if (found !== undefined) return found
    } catch (error) {
      last = error
    }
  }
  throw new Error(`waited ${withinMs / 1_000} s for ${what}`, { cause: last })
}
