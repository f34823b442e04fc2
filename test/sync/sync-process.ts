import { openArtifacts } from '../../src/artifacts/disk.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { createLogger } from '../../src/logger.ts'
import { openDatabase } from '../../src/store/database.ts'
import { setFollows } from '../../src/store/follows.ts'
import { runSync } from '../../src/sync/run-sync.ts'
import { readWheel } from '../../src/wheel/read-wheel.ts'

/* A sync as a process of its own, for tests that kill it: `sync-process.ts DATABASE_URL UPSTREAM_URL FOLDER [now|all]`. */

const [databaseUrl = '', upstreamUrl = '', folder = '', follows = 'now'] = process.argv.slice(2)
const farm: Farm = {
  database: openDatabase(databaseUrl),
  artifacts: await openArtifacts(folder),
  readWheel,
  buildLimits: { wallMs: 60_000, silenceMs: 60_000, memoryBytes: null, processes: 500, diskBytes: 1024 ** 3 },
  window: 1_000,
  lostAfterMs: 180_000,
  diskFloorBytes: 0,
  secret: Buffer.alloc(32),
  log: createLogger('sync', 'silent'),
}
await farm.database.db.transaction((tx) => setFollows(tx, follows === 'all' ? 'all' : 'now'))
process.stdout.write('ready\n')
await runSync({
  farm,
  upstreamUrl,
  pollMs: 20,
  signal: new AbortController().signal,
  timings: { secondMs: 10, leaseMs: 1_000, paceMs: 0, workers: 3 },
})
