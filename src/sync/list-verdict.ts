/** What decides about a list of all projects. */
export interface ListFacts {
  /** What the list is sure to contain. */
  serial: number
  /** Of the list that was taken in last; null: none was. */
  lastSerial: number | null
  /** Events that happened long ago are known that the list does not contain. */
  old: boolean
  /** Projects that are here and not on the list, and how many are here. */
  gone: number
  live: number
  /** Whether the list before this one, fetched another way, left out exactly the same. */
  confirmed: boolean
}

/** `take`: believe it. `old`: leave it. `doubt`: it would remove so much that a second list must say the same first. */
export type ListVerdict = 'take' | 'old' | 'doubt'

/** More than this share of the projects do not vanish in a day. */
const DOUBT_SHARE = 0.005
/** So few are believed whatever the share. */
const FEW = 2

/** Judges a list. Pure. A cache that was half filled once wiped mirrors (warehouse issue 5331). */
export function judgeList({ serial, lastSerial, old, gone, live, confirmed }: ListFacts): ListVerdict {
  if (old || (lastSerial !== null && serial < lastSerial)) return 'old'
  const many = gone > FEW && gone > live * DOUBT_SHARE
  return many && !confirmed ? 'doubt' : 'take'
}
