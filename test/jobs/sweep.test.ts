import { sql } from 'drizzle-orm'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { counterDeltas } from '../../schema/tables/farm.ts'
import { enrolTokens } from '../../schema/tables/targets.ts'
import { revokeBuilder } from '../../src/jobs/builder-control.ts'
import { createEnrolToken } from '../../src/jobs/enrol.ts'
import { grantQueueAccess } from '../../src/jobs/queue-access.ts'
import { openQueues, type QueueConfig, type Queues } from '../../src/jobs/queues.ts'
import { sweep } from '../../src/jobs/sweep.ts'
import { readCounters } from '../../src/store/counters.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { addPlayedBuilder } from '../support/played-builder.ts'
import { testRedis } from '../support/redis.ts'

let farm: TestFarm
let queues: Queues
let config: Extract<QueueConfig, { backend: 'redis' }>
let ladder: Awaited<ReturnType<typeof addLadder>>
beforeAll(async () => {
  farm = await createTestFarm()
  config = { backend: 'redis', ...testRedis() }
  queues = openQueues(config, farm.log)
  ladder = await addLadder(farm, 'cp310', 'cp311')
})
afterAll(async () => {
  await queues.close()
  await farm.close()
})

test('counters follow every change, folded or not', async () => {
  const [lower] = ladder
  if (lower === undefined) throw new Error('no target')
  const pi = await addPlayedBuilder(farm, { targets: ladder })
  const [first] = await buildsOf(farm, await addPlannedRelease(farm))
  for (const _more of [1, 2]) await addPlannedRelease(farm)
  if (first === undefined) throw new Error('no build')
  await pi.play(first, { failure: 'COMPILER' })
  const counted = async () => Object.fromEntries((await readCounters(farm.database.db)).get(lower.id) ?? [])

  const before = await counted()
  await sweep(farm, queues)

  expect(before).toMatchObject({ WAITING: 2, BUILDING: 0, FAILED: 1 })
  expect(await counted()).toEqual(before)
  expect(await farm.database.db.select().from(counterDeltas)).toEqual([])
})

test('queue users that Redis forgot are there again, and a revoked builder’s is gone', async () => {
  const [target] = ladder
  if (target === undefined) throw new Error('no target')
  const [kept, revoked] = [
    await addPlayedBuilder(farm, { targets: [target] }),
    await addPlayedBuilder(farm, { targets: [target] }),
  ]
  const access = await grantQueueAccess(farm, config, kept.identity.id, [target])
  const lost = await grantQueueAccess(farm, config, revoked.identity.id, [target])
  if (access.backend !== 'redis' || lost.backend !== 'redis') throw new Error('expected Redis')
  const admin = new Redis(config.url)
  await admin.acl('DELUSER', access.username ?? '')
  await revokeBuilder(farm, revoked.identity.id, { actor: 'anna', reason: 'stolen' })

  await sweep(farm, queues)

  const users = await admin.acl('USERS')
  admin.disconnect()
  expect(users).toContain(access.username)
  expect(users).not.toContain(lost.username)
})

test('tokens that nobody used in time are gone', async () => {
  await createEnrolToken(farm.database.db, 'anna', 60_000)
  await farm.database.db.update(enrolTokens).set({ expiresAt: sql`now()` })
  await sweep(farm, queues)
  expect(await farm.database.db.select().from(enrolTokens)).toEqual([])
})

test('a part that fails does not keep the others from their work', async () => {
  await createEnrolToken(farm.database.db, 'anna', 60_000)
  await farm.database.db.update(enrolTokens).set({ expiresAt: sql`now()` })
  await sweep(farm, { ...queues, list: () => Promise.reject(new Error('Redis is away')) })
  expect(await farm.database.db.select().from(enrolTokens)).toEqual([])
})
