import { APPLY_STALE_FROM_TRY } from './stale-ladder.ts'

/** What decides about a page that was fetched. Serials are upstream's; counts are files. */
export interface PageFacts {
  /** What the page has proven to contain. */
  serial: number
  /** The newest event that it must contain. */
  requiredSerial: number
  /** Of the page that is stored; null before the first. */
  storedSerial: number | null
  /** Fetches before this one that did not settle it. */
  tries: number
  /** Files that are known to be on the page now, and how many of them this page would remove. */
  filesNow: number
  filesRemoved: number
  /** Whether the page says itself that everything is hidden. */
  quarantined: boolean
  /** Whether the page before this one, fetched another way, said exactly the same. */
  confirmed: boolean
}

/**
 * `store`: take it, it is fresh. `store-stale`: take it, but ask again. `stale`: leave it and ask again. `doubt`: it would remove
 * so much that a second page must say the same first.
 */
export type PageVerdict = 'store' | 'store-stale' | 'stale' | 'doubt'

/** Fewer files than this are believed to vanish at once. */
const DOUBT_FROM_FILES = 20

/** Judges a page. Pure. An empty page once wiped the links of mirrors (bandersnatch issue 140), hence the doubt. */
export function judgePage(page: PageFacts): PageVerdict {
  const older = page.storedSerial !== null && page.serial < page.storedSerial
  if (older) return 'stale'
  const fresh = page.serial >= page.requiredSerial
  const newer = page.storedSerial === null || page.serial > page.storedSerial
  if (!fresh && (!newer || page.tries + 1 < APPLY_STALE_FROM_TRY)) return 'stale'
  const wipes = page.filesNow >= DOUBT_FROM_FILES && page.filesRemoved * 2 > page.filesNow
  if (wipes && !page.quarantined && !page.confirmed) return 'doubt'
  return fresh ? 'store' : 'store-stale'
}
