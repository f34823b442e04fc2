import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'

export interface TestRedis {
  url: string
  /** A prefix for keys and users that no other test has; what bears it is removed when the run ends. */
  prefix: string
}

/** A corner of the Redis that all tests share. It is never flushed or reconfigured: own-redis.ts is for that. */
export function testRedis(): TestRedis {
  return { url: inject('redisUrl'), prefix: `${inject('redisPrefix')}-${randomBytes(4).toString('hex')}` }
}
