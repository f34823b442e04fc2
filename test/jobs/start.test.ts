import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { files, releases } from '../../schema/tables/packages.ts'
import { builders, targets } from '../../schema/tables/targets.ts'
import { pauseBuilder, resumeBuilder } from '../../src/jobs/builder-control.ts'
import { startAttempt } from '../../src/jobs/start.ts'
import { pauseTarget, resumeTarget } from '../../src/jobs/targets.ts'
import { signOrder } from '../../src/jobs/work-order.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildOn, changeRelease, plan } from '../support/ladder-world.ts'
import { addPlayedBuilder, orderOf, type PlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
let target: Awaited<ReturnType<typeof addLadder>>[number]
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  const [first] = await addLadder(farm, 'cp311')
  if (first === undefined) throw new Error('no target')
  target = first
  pi = await addPlayedBuilder(farm, { targets: [target] })
})
afterAll(() => farm.close())

const key = 'k'.repeat(20)
const code = (wanted: string) => expect.objectContaining({ code: wanted })

async function openBuild() {
  const release = await addPlannedRelease(farm)
  return buildOn(farm, release, target)
}

test('a Start opens the attempt, and the same Start again gets the same answer', async () => {
  const build = await openBuild()
  const order = await orderOf(farm, build)

  const first = await startAttempt(farm, pi.identity, { order, startKey: key })
  const again = await startAttempt(farm, pi.identity, { order, startKey: key })

  expect(again).toEqual(first)
  const [row] = await farm.database.db.select().from(builds).where(eq(builds.id, build.id))
  expect(row).toMatchObject({ work: 'BUILDING', tries: 1, climbing: true, queuedAt: null })
})

test('of many Starts of one try at once, one opens it', async () => {
  const build = await openBuild()
  const order = await orderOf(farm, build)
  const other = await addPlayedBuilder(farm, { targets: [target] })
  const all = [pi, other, pi, other].map((who, place) =>
    startAttempt(farm, who.identity, { order, startKey: `${place}`.repeat(20) }),
  )

  const results = await Promise.allSettled(all)

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toEqual(code('ATTEMPT_TAKEN'))
  expect(await farm.database.db.select().from(attempts).where(eq(attempts.buildId, build.id))).toHaveLength(1)
})

test('an order that was forged or altered opens nothing', async () => {
  const build = await openBuild()
  const order = await orderOf(farm, build)
  const facts = { build: build.id, try: 1, target: target.id, sdistSha256: 'a'.repeat(64) }
  const forged = [
    '',
    'w1',
    signOrder(Buffer.alloc(32, 1), facts),
    order.replace('w1.', 'w2.'),
    order.replace(/\.1\./, '.2.'),
    `${order.slice(0, -1)}${order.endsWith('A') ? 'B' : 'A'}`,
  ]
  for (const text of forged) {
    await expect(startAttempt(farm, pi.identity, { order: text, startKey: key })).rejects.toEqual(code('ORDER_INVALID'))
  }
})

test('a builder starts only what its targets are for, and only while it is not revoked', async () => {
  const build = await openBuild()
  const stranger = await addPlayedBuilder(farm, {})
  const revoked = await addPlayedBuilder(farm, { targets: [target], revokedAt: new Date() })

  await expect(stranger.start(build)).rejects.toEqual(code('TARGET_NOT_SERVED'))
  await expect(revoked.start(build)).rejects.toEqual(code('BUILDER_REVOKED'))
})

test('nobody starts a try that is over, a build that was closed, or an sdist that is gone', async () => {
  const [over, closed, gone] = [await openBuild(), await openBuild(), await openBuild()]
  const orders = await Promise.all([over, closed, gone].map((build) => orderOf(farm, build)))
  const [overOrder = '', closedOrder = '', goneOrder = ''] = orders
  await startAttempt(farm, pi.identity, { order: overOrder, startKey: key })
  await farm.database.db
    .update(attempts)
    .set({ state: 'LOST', closedAt: sql`now()` })
    .where(eq(attempts.buildId, over.id))
  await changeRelease(farm, closed.releaseId, { yanked: true })
  await farm.database.db.update(files).set({ removedAt: sql`now()` }).where(eq(files.releaseId, gone.releaseId))

  for (const order of [overOrder, closedOrder, goneOrder]) {
    await expect(startAttempt(farm, pi.identity, { order, startKey: key })).rejects.toEqual(code('GONE_BUILD'))
  }
  await expect(startAttempt(farm, pi.identity, { order: closedOrder, startKey: key })).rejects.toHaveProperty(
    'status',
    410,
  )
})

test('while a target or builder rests, a Start is told when to come again', async () => {
  const build = await openBuild()
  const { db } = farm.database
  const rests = (wanted: string) =>
    expect.objectContaining({ code: wanted, retryAfterS: expect.any(Number), status: 503 })

  await pauseTarget(farm, target, { actor: 'anna', reason: 'moving house' })
  await expect(pi.start(build)).rejects.toEqual(rests('TARGET_RESTING'))
  await resumeTarget(farm, target, { actor: 'anna', reason: 'moved' })

  await db.update(targets).set({ breakerUntil: sql`now() + interval '10 minutes'` }).where(eq(targets.id, target.id))
  await expect(pi.start(build)).rejects.toEqual(rests('TARGET_RESTING'))
  await db.update(targets).set({ breakerUntil: null }).where(eq(targets.id, target.id))

  await pauseBuilder(farm, pi.identity.id, { actor: 'anna', reason: 'a new fan' })
  await expect(pi.start(build)).rejects.toEqual(rests('BUILDER_PAUSED'))
  await resumeBuilder(farm, pi.identity.id, { actor: 'anna', reason: 'the fan is in' })

  expect(await pi.start(build)).toMatchObject({ attempt: expect.any(Number) })
  expect(
    await db.select({ pausedAt: builders.pausedAt }).from(builders).where(eq(builders.id, pi.identity.id)),
  ).toEqual([{ pausedAt: null }])
})

test('a release that is yanked and un-yanked under a running attempt is that attempt’s still', async () => {
  const build = await openBuild()
  await pi.start(build)

  await changeRelease(farm, build.releaseId, { yanked: true })
  await changeRelease(farm, build.releaseId, { yanked: false })

  const [row] = await farm.database.db.select().from(builds).where(eq(builds.id, build.id))
  expect(row).toMatchObject({ work: 'BUILDING', verdict: null, climbing: true })
  await plan(farm, build.releaseId)
  expect(await farm.database.db.select().from(releases).where(eq(releases.id, build.releaseId))).toHaveLength(1)
})

test('below the floor of room for artifacts nothing is given out', async () => {
  const build = await openBuild()
  const order = await orderOf(farm, build)
  const start = (floor: number) =>
    startAttempt({ ...farm, diskFloorBytes: floor }, pi.identity, { order, startKey: 'k'.repeat(20) })
  await expect(start(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'STORAGE_LOW', retryAfterS: 60 })
  await start(0)
})
