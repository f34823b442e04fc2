import { LRUCache } from 'lru-cache'
import { type Page, pageBytes } from './page.ts'

/** Enough for the pages that most of a day's requests ask for. */
const CACHE_BYTES = 128 * 1_048_576
/** What an entry costs beside its bytes; it bounds how many names without a page are remembered. */
const ENTRY_BYTES = 500
/** The longest that a page is believed without a look at the database: a notice can get lost with its connection. */
const BELIEVED_MS = 60_000

export interface PageCache {
  /** The page under a key, from memory or made now; null when there is none, which is remembered as well. */
  get(key: string): Promise<Page | null>
  forget(key: string): void
  forgetAll(): void
}

type Entry = { page: Page | null }

/**
 * Keeps made pages until they are forgotten. However many ask for a page that is being made, it is made once; a page that
 * is forgotten while it is being made still answers those who asked before, and nobody who asks afterwards.
 */
export function createPageCache(make: (key: string) => Promise<Page | null>): PageCache {
  const made = new LRUCache<string, Entry>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ page }, key) => ENTRY_BYTES + key.length + (page ? pageBytes(page) : 0),
    ttl: BELIEVED_MS,
  })
  const making = new Map<string, Promise<Page | null>>()

  const start = (key: string): Promise<Page | null> => {
    const promise = make(key)
    making.set(key, promise)
    const stillWanted = (): boolean => making.get(key) === promise && making.delete(key)
    promise.then(
      (page) => stillWanted() && made.set(key, { page }),
      () => stillWanted(),
    )
    return promise
  }

  return {
    get: async (key) => {
      const entry = made.get(key)
      return entry ? entry.page : (making.get(key) ?? start(key))
    },
    forget: (key) => {
      made.delete(key)
      making.delete(key)
    },
    forgetAll: () => {
      made.clear()
      making.clear()
    },
  }
}
