import { join } from 'node:path'
import { openArtifacts } from '../artifacts/disk.ts'
import type { Config } from '../config.ts'
import type { Farm } from '../jobs/farm.ts'
import type { QueueConfig } from '../jobs/queues.ts'
import type { Logger } from '../logger.ts'
import { openDatabase } from '../store/database.ts'
import { migrateDatabase } from '../store/migrate.ts'
import { farmStartedAt, readFarmSecret } from '../store/settings.ts'
import { openWheelReader } from '../wheel/read-apart.ts'
import { makeDataFolder } from './data-folder.ts'
import { findRunningPostgres, openEmbeddedPostgres } from './postgres/embedded-postgres.ts'
import { keepPostgres } from './postgres/keep-postgres.ts'

/** Takes what is opened, to be released in reverse order whatever happens. */
export type Opened = (name: string, release: () => Promise<void>) => void

/**
 * The address of the farm's database: `DATABASE_URL`, or the embedded PostgreSQL in the data folder, which is joined when it
 * runs already (another `wheelyard` command started it) and started for as long as this command runs when not.
 */
async function findDatabase(
  config: Config,
  log: Logger,
  opened: Opened,
  say?: (line: string) => void,
): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl
  const running = await findRunningPostgres(config.dataDir)
  if (running !== null) return running
  const embedded = await openEmbeddedPostgres({ dataDir: config.dataDir, log, ...(say ? { say } : {}) })
  opened('PostgreSQL', embedded.stop)
  return embedded.url
}

/** Where the queues live: Redis when it is configured, else BullMQ's PostgreSQL backend in the farm's own database. */
function queueConfig(config: Config, databaseUrl: string): QueueConfig {
  return config.redisUrl === null
    ? { backend: 'postgres', databaseUrl, schema: 'bullmq' }
    : { backend: 'redis', url: config.redisUrl, prefix: config.queuePrefix }
}

/** A farm with its database up to date, ready for any role. */
export interface OpenFarm {
  farm: Farm
  databaseUrl: string
  queueConfig: QueueConfig
}

/**
 * Opens what every role and command needs; everything opened is handed to `opened` for release.
 * @throws {InputError} DATA_UNUSABLE
 * @throws {FarmError} POSTGRES_UNAVAILABLE
 * @throws {UpstreamError} DATABASE_UNREACHABLE
 */
export async function openFarm(
  config: Config,
  log: Logger,
  opened: Opened,
  say?: (line: string) => void,
): Promise<OpenFarm> {
  await makeDataFolder(config.dataDir)
  const databaseUrl = await findDatabase(config, log, opened, say)
  await migrateDatabase(databaseUrl)
  const database = openDatabase(databaseUrl)
  opened('database connections', database.close)
  const wheels = openWheelReader()
  opened('wheel reader', wheels.close)
  const farm: Farm = {
    database,
    artifacts: await openArtifacts(join(config.dataDir, 'artifacts')),
    readWheel: wheels.read,
    buildLimits: config.buildLimits,
    window: config.window,
    diskFloorBytes: config.diskFloorBytes,
    lostAfterMs: config.lostAfterMs,
    secret: await readFarmSecret(database.db),
    log,
  }
  await farmStartedAt(database.db)
  return { farm, databaseUrl, queueConfig: queueConfig(config, databaseUrl) }
}

/** For what runs until it is told to stop: an embedded PostgreSQL that ends before is started again. */
export function keepDatabase(
  { databaseUrl: given, dataDir }: Config,
  { databaseUrl, farm }: OpenFarm,
  opened: Opened,
  say: (line: string) => void,
): void {
  if (given === null) opened('watch over PostgreSQL', keepPostgres({ dataDir, url: databaseUrl, log: farm.log, say }))
}
