import type { Farm } from '../../src/jobs/farm.ts'
import { createLogger } from '../../src/logger.ts'
import { setFollows } from '../../src/store/follows.ts'
import { runSync, type SyncOptions } from '../../src/sync/run-sync.ts'
import type { SyncTimings } from '../../src/sync/timings.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addTargetRow } from '../support/rows.ts'
import { waitFor } from '../support/wait-for.ts'
import { startUpstream, type Upstream } from '../upstream/server.ts'

/** A stand-in PyPI, a farm with one target that follows what is new, and the sync between them, with its ladders a hundred times as fast. */
export interface SyncWorld {
  upstream: Upstream
  farm: TestFarm
  /** Starts a sync; `stop` resolves when it has ended. */
  start(given?: Partial<SyncOptions>): Running
  /** Waits until every event is read and every page that was asked for is settled. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface Running {
  stop(): Promise<void>
}

const fastTimings: Partial<SyncTimings> = { secondMs: 10, leaseMs: 2_000, paceMs: 0, workers: 3 }

export async function openSyncWorld(given: Partial<Farm> = {}): Promise<SyncWorld> {
  const upstream = await startUpstream({ seed: 7 })
  const farm = await createTestFarm({ log: createLogger('test', process.env.TEST_LOG ?? 'silent'), ...given })
  await farm.database.db.transaction((tx) => setFollows(tx, 'now'))
  await addTargetRow(farm.database.db, { abi: 'cp311' })
  const running = new Set<Running>()
  return {
    upstream,
    farm,
    start(options = {}) {
      const controller = new AbortController()
      const ended = runSync({
        farm,
        upstreamUrl: upstream.url,
        pollMs: 50,
        signal: controller.signal,
        timings: fastTimings,
        ...options,
      })
      const one = {
        async stop() {
          running.delete(one)
          controller.abort()
          await ended
        },
      }
      running.add(one)
      return one
    },
    settled: async () => {
      await waitFor('the sync to have settled', () => isSettled(upstream, farm))
    },
    async close() {
      for (const one of running) await one.stop()
      await farm.close()
      await upstream.close()
    },
  }
}

async function isSettled(upstream: Upstream, farm: Farm): Promise<true | undefined> {
  const [cursor] = await farm.database.sql`select serial, begun_serial from upstream_cursor`
  const newest = upstream.journal.at(-1)?.[4] ?? 0
  if (cursor === undefined || cursor.begun_serial === null || Number(cursor.serial) < newest) return undefined
  const dirty = await farm.database.sql`select 1 from upstream_dirty limit 1`
  return dirty.length === 0 ? true : undefined
}
