import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { openArtifacts } from '../../src/artifacts/disk.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { ensureTarget } from '../../src/jobs/targets.ts'
import { createLogger } from '../../src/logger.ts'
import { openDatabase } from '../../src/store/database.ts'
import { type FollowMode, setFollows } from '../../src/store/follows.ts'
import { runSync } from '../../src/sync/run-sync.ts'
import type { SyncTimings } from '../../src/sync/timings.ts'
import { readWheel } from '../../src/wheel/read-wheel.ts'
import type { Bench } from '../bench.ts'
import { type BenchServer, createDatabase, openSql } from '../own-database.ts'
import { realisticTags } from '../realistic-tags.ts'

/** A farm on a fresh database, with one target, and its follower at the bench's own pace. */
export interface BenchFarm {
  farm: Farm
  sql: postgres.Sql
  databaseUrl: string
  /** Starts a follower; `stop` resolves when it has ended. */
  follow(timings?: Partial<SyncTimings>): { stop(): Promise<void> }
}

/** No pace: what is measured is what we can do, not what is polite. */
const fast: Partial<SyncTimings> = { paceMs: 0, workers: 8 }

export async function openBenchFarm(
  bench: Bench,
  server: BenchServer,
  { upstreamUrl, folder, mode }: { upstreamUrl: string; folder: string; mode: FollowMode },
): Promise<BenchFarm> {
  const { url } = await createDatabase(bench, server)
  const database = openDatabase(url, { max: 12 })
  bench.opened('connections of the farm', database.close)
  await database.db.transaction((tx) => setFollows(tx, mode))
  const facts = {
    implementation: 'cpython' as const,
    pythonVersion: '3.11.2',
    abi: 'cp311',
    platform: 'linux_armv7l',
    tags: realisticTags(11, 'armv7l'),
    pipVersion: '23.0.1',
    system: 'Debian GNU/Linux 12 (bookworm)',
  }
  await database.db.transaction((tx) => ensureTarget(tx, facts, facts.system))
  await database.sql`update targets set opened_through = null`
  const farm: Farm = {
    database,
    artifacts: await openArtifacts(folder),
    readWheel,
    buildLimits: { wallMs: 60_000, silenceMs: 60_000, memoryBytes: null, processes: 500, diskBytes: 1_024 ** 3 },
    window: 1_000,
    lostAfterMs: 180_000,
    diskFloorBytes: 0,
    secret: Buffer.alloc(32),
    log: createLogger('bench', process.env.BENCH_LOG ?? 'error'),
  }
  return {
    farm,
    sql: openSql(bench, url),
    databaseUrl: url,
    follow(timings = {}) {
      const controller = new AbortController()
      const options = { farm, upstreamUrl, pollMs: 20, signal: controller.signal, timings: { ...fast, ...timings } }
      const ended = runSync(options)
      return {
        async stop() {
          controller.abort()
          await ended
        },
      }
    },
  }
}

/** Waits until a query gives a row, looking again and again. @returns milliseconds since the call */
export async function until(
  { signal }: Bench,
  look: () => PromiseLike<readonly unknown[]>,
  everyMs = 5,
): Promise<number> {
  const from = performance.now()
  while (!signal.aborted && (await look()).length === 0) await sleep(everyMs)
  return performance.now() - from
}
