import { Doorbell } from '../doorbell.ts'
import type { Farm } from '../jobs/farm.ts'
import { listen } from '../store/notify.ts'
import { openChangelogClient } from './changelog-client.ts'
import type { SyncContext } from './context.ts'
import { openHttpClient } from './http-client.ts'
import { openPageClient } from './page-client.ts'
import { runPageWorkers } from './page-workers.ts'
import { runPoller } from './poll-loop.ts'
import { defaultTimings, type SyncTimings } from './timings.ts'

export interface SyncOptions {
  farm: Farm
  /** Upstream's base address, without a trailing slash. */
  upstreamUrl: string
  /** Between two looks at the changelog, in milliseconds. */
  pollMs: number
  /** Where a farm begins that never met upstream: with what happens from now on, or with everything there is. */
  since: 'now' | 'all'
  signal: AbortSignal
  timings?: Partial<SyncTimings>
}

/**
 * Follows upstream: the changelog says what changed, the project pages say how. Any number of processes may run it; one of them
 * polls, all fetch pages. Upstream's faults are logged, recorded and tried again, never thrown.
 * @returns when the signal has aborted and everything is closed; what was under way is done again at the next start
 */
export async function runSync(options: SyncOptions): Promise<void> {
  const { farm, upstreamUrl, pollMs, since, signal } = options
  const timings = { ...defaultTimings, ...options.timings }
  const http = openHttpClient(upstreamUrl, signal)
  const context: SyncContext = {
    farm,
    log: farm.log,
    changelog: openChangelogClient(http),
    pages: openPageClient(http, upstreamUrl, timings, signal),
    since,
    pollMs,
    timings,
    pagesDue: new Doorbell(),
    signal,
  }
  try {
    await follow(context)
  } finally {
    await http.close()
  }
}

async function follow(context: SyncContext): Promise<void> {
  const ring = () => context.pagesDue.ring()
  const { sql } = context.farm.database
  const unlisten = await listen(sql, (notice) => notice.kind === 'upstream' && ring(), ring)
  try {
    await Promise.all([runPoller(context), runPageWorkers(context)])
  } finally {
    await unlisten()
  }
}
