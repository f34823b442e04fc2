import type { Logger } from '../logger.ts'
import type { Database } from '../store/database.ts'
import { addUpstreamCounts } from '../store/upstream-counts.ts'

/** What the follower counts, for `wheelyard sync status`. */
export const countKeys = ['events', 'pages', 'missedEvents', 'stalePages', 'sanityBrakes', 'alarms'] as const
export type CountKey = (typeof countKeys)[number]

/** Counts in memory and writes now and then: rows that every worker writes would make them wait for each other. */
export interface Tally {
  count(key: CountKey, by: number): void
  flush(): Promise<void>
}

/** What was counted since the last flush is lost with the process: these are figures for people, and decide nothing. */
export function openTally(database: Database, log: Logger): Tally {
  let counts = new Map<CountKey, number>()
  return {
    count(key, by) {
      if (by !== 0) counts.set(key, (counts.get(key) ?? 0) + by)
    },
    async flush() {
      const due = counts
      counts = new Map()
      try {
        await addUpstreamCounts(database.db, due)
      } catch (error) {
        log.debug({ err: error }, 'counts not written')
      }
    },
  }
}
