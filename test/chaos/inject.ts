import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { assertNever } from '../../src/errors.ts'
import type { Fault } from './script.ts'
import type { ChaosWorld } from './world.ts'

/** Does one thing to the farm, and undoes what would not come back by itself. */
export async function inject(world: ChaosWorld, fault: Fault, builder: number): Promise<void> {
  switch (fault) {
    case 'kill builder':
      return world.builders[builder]?.kill()
    case 'kill api':
      return world.api.kill()
    case 'kill dispatch':
      return world.dispatch.kill()
    case 'flush redis':
      return flush(world.redis.url)
    case 'restart redis':
      return world.redis.restart()
    case 'restart postgres':
      await world.postgres.stop()
      return world.postgres.restart()
    case 'kill postgres':
      await world.postgres.kill()
      return world.postgres.restart()
    case 'cut connections':
      return world.proxy.cut()
    case 'delay connections':
      world.proxy.delay(400)
      await sleep(1_000)
      return world.proxy.delay(0)
    default:
      return assertNever(fault)
  }
}

/** Jobs, and the users of the builders with them. */
async function flush(url: string): Promise<void> {
  const redis = new Redis(url)
  redis.on('error', () => {})
  try {
    await redis.flushall()
    for (const user of await redis.acl('USERS')) if (user !== 'default') await redis.acl('DELUSER', user)
  } finally {
    redis.disconnect()
  }
}
