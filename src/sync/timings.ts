/** How the sync paces itself. Tests shorten these; a farm runs with `defaultTimings`. */
export interface SyncTimings {
  /** How long one second of the retry ladders lasts, in milliseconds. */
  secondMs: number
  /** How long a worker keeps a page to itself, in milliseconds: longer than a fetch and its transaction may take. */
  leaseMs: number
  /** Least time between two page requests, in milliseconds. */
  paceMs: number
  /** Pages fetched at the same time. */
  workers: number
  /** Time between two re-reads of the newest events, in milliseconds. */
  overlapMs: number
  /** Time between two looks at the list of all projects, in milliseconds. */
  listMs: number
  /** The same while the changelog is gone and the list alone tells of changes. */
  listAsTriggerMs: number
  /** The changelog is gone when it has failed for so long, in milliseconds. */
  changelogGoneMs: number
  /** A page that nobody has looked at for so long is looked at again, in milliseconds. */
  sweepMs: number
}

/** PyPI asks for fewer than thousands of requests in minutes; bandersnatch takes 10 at a time. We stay well below. */
export const defaultTimings: SyncTimings = {
  secondMs: 1_000,
  leaseMs: 180_000,
  paceMs: 125,
  workers: 4,
  overlapMs: 3_600_000,
  listMs: 86_400_000,
  listAsTriggerMs: 1_800_000,
  changelogGoneMs: 86_400_000,
  sweepMs: 30 * 86_400_000,
}

/** Between two tries of what upstream, or our own database, failed; in seconds. */
export const backOffS = { first: 1, most: 300 } as const
