import type { TestProject } from 'vitest/node'
import { newRunName } from './run-name.ts'
import { openSharedPostgres } from './shared-postgres.ts'
import { cleanSharedRedis, openSharedRedis, REDIS_PREFIX } from './shared-redis.ts'

/** Finds or starts what the tests talk to, before any of them runs; stops what it started afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runName = newRunName()
  const redisPrefix = `${REDIS_PREFIX}${runName}`
  const redis = await openSharedRedis()
  const database = await openSharedPostgres(runName)
  project.provide('redisUrl', redis.url)
  project.provide('redisPrefix', redisPrefix)
  project.provide('adminDatabaseUrl', database.adminUrl)
  project.provide('templateDatabase', database.template)
  return async () => {
    await database.close()
    await cleanSharedRedis(redis.url, redisPrefix)
    await redis.close()
  }
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database on a server where tests may create others. */
    adminDatabaseUrl: string
    /** The name of a migrated database on that server, to be cloned and never connected to. */
    templateDatabase: string
    redisUrl: string
    /** What stands before every key that this run makes in that Redis. */
    redisPrefix: string
  }
}
