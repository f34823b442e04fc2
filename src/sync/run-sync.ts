import { Doorbell } from '../doorbell.ts'
import type { Farm } from '../jobs/farm.ts'
import { listen } from '../store/notify.ts'
import { noteUpstream } from '../store/settings.ts'
import { openChangelogClient } from './changelog-client.ts'
import type { SyncContext } from './context.ts'
import { openHttpClient } from './http-client.ts'
import { openPageClient } from './page-client.ts'
import { runPageWorkers } from './page-workers.ts'
import { runPoller } from './poll-loop.ts'
import { openTally } from './tally.ts'
import { defaultTimings, type SyncTimings } from './timings.ts'

export interface SyncOptions {
  farm: Farm
  /** Upstream's base address, without a trailing slash. */
  upstreamUrl: string
  /** Between two looks at the changelog, in milliseconds. */
  pollMs: number
  /** How the operator can be reached, for the User-Agent: an address, `mailto:` or a page. */
  contact?: string | null
  signal: AbortSignal
  timings?: Partial<SyncTimings>
}

/**
 * Follows upstream: the changelog says what changed, the project pages say how. Any number of processes may run it; one of them
 * polls, all fetch pages. Upstream's faults are logged, recorded and tried again, never thrown.
 * @returns when the signal has aborted and everything is closed; what was under way is done again at the next start
 */
export async function runSync(options: SyncOptions): Promise<void> {
  const { farm, upstreamUrl, pollMs, contact = null, signal } = options
  const timings = { ...defaultTimings, ...options.timings }
  const http = openHttpClient(upstreamUrl, contact, signal)
  const context: SyncContext = {
    farm,
    log: farm.log,
    changelog: openChangelogClient(http),
    pages: openPageClient(http, upstreamUrl, timings, signal),
    pollMs,
    timings,
    tally: openTally(farm.database, farm.log),
    pagesDue: new Doorbell(),
    signal,
  }
  try {
    await follow(context, upstreamUrl)
  } finally {
    await context.tally.flush()
    await http.close()
  }
}

async function follow(context: SyncContext, upstreamUrl: string): Promise<void> {
  const ring = () => context.pagesDue.ring()
  await noteUpstream(context.farm.database.db, upstreamUrl)
  const { sql } = context.farm.database
  const unlisten = await listen(sql, (notice) => notice.kind === 'upstream' && ring(), ring)
  try {
    await Promise.all([runPoller(context), runPageWorkers(context)])
  } finally {
    await unlisten()
  }
}
