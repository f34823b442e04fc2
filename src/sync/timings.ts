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
}

/** PyPI asks for fewer than thousands of requests in minutes; bandersnatch takes 10 at a time. We stay well below. */
export const defaultTimings: SyncTimings = {
  secondMs: 1_000,
  leaseMs: 180_000,
  paceMs: 125,
  workers: 4,
  overlapMs: 3_600_000,
}

/** Between two tries of what upstream, or our own database, failed; in seconds. */
export const backOffS = { first: 1, most: 300 } as const
