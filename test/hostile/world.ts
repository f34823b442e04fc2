import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openArtifacts } from '../../src/artifacts/disk.ts'
import { createServer } from '../../src/http/server.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { openQueues } from '../../src/jobs/queues.ts'
import { createLogger } from '../../src/logger.ts'
import { openDatabase } from '../../src/store/database.ts'
import { setFollows } from '../../src/store/follows.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { readFarmSecret } from '../../src/store/settings.ts'
import { openWheelReader } from '../../src/wheel/read-apart.ts'
import { startOwnPostgres } from '../support/own-postgres.ts'
import { startOwnRedis } from '../support/own-redis.ts'

/** A running farm on a Postgres and a Redis of its own, as those who attack it see it. */
export interface HostileWorld {
  farm: Farm
  url: string
  redisUrl: string
  close(): Promise<void>
}

export async function openHostileWorld(): Promise<HostileWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-hostile-'))
  const [postgres, redis] = await Promise.all([startOwnPostgres(), startOwnRedis()])
  await migrateDatabase(postgres.url)
  const database = openDatabase(postgres.url)
  await database.db.transaction((tx) => setFollows(tx, 'all'))
  const wheels = openWheelReader()
  const log = createLogger('hostile', 'silent')
  const farm: Farm = {
    database,
    artifacts: await openArtifacts(folder),
    readWheel: wheels.read,
    buildLimits: { wallMs: 60_000, silenceMs: 60_000, memoryBytes: null, processes: 500, diskBytes: 1_024 ** 3 },
    window: 1_000,
    lostAfterMs: 180_000,
    diskFloorBytes: 0,
    secret: await readFarmSecret(database.db),
    log,
  }
  const queueConfig = { backend: 'redis', url: redis.url, prefix: 'hostile' } as const
  const queues = openQueues(queueConfig, log)
  const maintainerToken = randomBytes(20).toString('hex')
  const options = { farm, queueConfig, queues, upstreamUrl: 'http://127.0.0.1:1', maintainerToken, adminName: 'admin' }
  const app = await createServer(options)
  return {
    farm,
    url: await app.listen({ port: 0, host: '127.0.0.1' }),
    redisUrl: redis.url,
    close: async () => {
      await app.close()
      await queues.close()
      await wheels.close()
      await database.close()
      await Promise.all([redis.close(), postgres.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
