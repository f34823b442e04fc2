import type { Page } from './page.ts'

/** A page of all projects may take no more than one part in this many of the time. */
const REST_FACTOR = 20
/** The longest that it is believed without a look at the database, in milliseconds. */
const BELIEVED_MS = 600_000

export interface RootCache {
  get(): Promise<Page>
  /** Something on it has changed. */
  outdate(): void
}

/**
 * Keeps the one page whose making costs what the database holds. It changes with every new package, so it is made anew
 * only when asked for, and not before 20 times what its making took has passed: at once in a small farm, every half minute
 * in one of a hundred thousand packages.
 */
export function createRootCache(make: () => Promise<Page>, now: () => number = () => performance.now()): RootCache {
  let kept: { page: Page; restUntil: number; believedUntil: number } | null = null
  let outdated = false
  let making: Promise<Page> | null = null

  const remake = async (): Promise<Page> => {
    const begunAt = now()
    outdated = false
    try {
      const page = await make()
      const doneAt = now()
      kept = { page, restUntil: doneAt + REST_FACTOR * (doneAt - begunAt), believedUntil: doneAt + BELIEVED_MS }
      return page
    } catch (error) {
      outdated = true
      throw error
    } finally {
      making = null
    }
  }

  return {
    get: async () => {
      const fresh = kept !== null && (now() < kept.restUntil || (!outdated && now() < kept.believedUntil))
      if (kept !== null && fresh) return kept.page
      making ??= remake()
      return making
    },
    outdate: () => {
      outdated = true
    },
  }
}
