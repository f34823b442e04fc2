import type { Doorbell } from '../doorbell.ts'
import type { Farm } from '../jobs/farm.ts'
import type { Logger } from '../logger.ts'
import type { ChangelogClient } from './changelog-client.ts'
import type { PageClient } from './page-client.ts'
import type { Tally } from './tally.ts'
import type { SyncTimings } from './timings.ts'

/** What the loops of the sync share. */
export interface SyncContext {
  farm: Farm
  log: Logger
  changelog: ChangelogClient
  pages: PageClient
  pollMs: number
  timings: SyncTimings
  tally: Tally
  /** Rung when pages may be due. */
  pagesDue: Doorbell
  signal: AbortSignal
}
