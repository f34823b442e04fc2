/** By which address and encoding a page is asked for: PyPI's cache keeps each separately, so one may be fresh while another is stuck. */
export type Variant = 'gzip' | 'identity' | 'json'

/** Seconds to wait after the nth stale or unreadable answer; the last for ever. */
const PAUSES_S = [2, 5, 10, 30, 1, 1, 120, 300, 900, 1_800, 3_600]

/** Seconds to wait after the nth 404 that nothing explains: PyPI's edge remembers a 404 for up to two minutes. */
const NOT_FOUND_PAUSES_S = [30, 60, 120, 300]

/** How long after an event a 404 may still be the edge's memory of the time before it, in milliseconds. */
const NOT_FOUND_DOUBT_MS = 600_000

/** A stale page is applied from this try on if it is newer than the one that is stored. */
export const APPLY_STALE_FROM_TRY = 3

/** Which variant the try with this number asks for, 0 the first: four times the usual one, then the others in turn. */
export function variantOfTry(tries: number): Variant {
  if (tries < 4) return 'gzip'
  const turn: readonly Variant[] = ['identity', 'json', 'gzip']
  return turn[(tries - 4) % 3] ?? 'gzip'
}

/** Seconds until the next try, after `tries` tries without a fresh page (1 after the first). */
export function pauseAfterStale(tries: number): number {
  return PAUSES_S[Math.min(tries, PAUSES_S.length) - 1] ?? 3_600
}

/** What is known when a project's page is not found. */
export interface NotFound {
  /** The newest event of the name in the changelog; null: none was ever read. */
  newest: { removed: boolean; ageMs: number } | null
  /** Tries before this one. */
  tries: number
}

/** `gone`: the project does not exist. `confirm`: ask the other address, and believe it. `retry`: look again later. */
export type NotFoundStep = { kind: 'gone' } | { kind: 'confirm' } | { kind: 'retry'; afterS: number }

/** What to do about a 404. Pure. */
export function stepAfterNotFound({ newest, tries }: NotFound): NotFoundStep {
  if (newest === null || newest.removed || newest.ageMs > NOT_FOUND_DOUBT_MS) return { kind: 'gone' }
  const afterS = NOT_FOUND_PAUSES_S[tries]
  return afterS === undefined ? { kind: 'confirm' } : { kind: 'retry', afterS }
}
