import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Beat } from '../../schema/farm-api.ts'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { auditEvents } from '../../schema/tables/farm.ts'
import { builders, targets } from '../../schema/tables/targets.ts'
import { recordBeat } from '../../src/jobs/beat.ts'
import { assignBuilder, drainBuilder, pauseBuilder, retireBuilder } from '../../src/jobs/builder-control.ts'
import { cancelAttempt } from '../../src/jobs/cancel-attempt.ts'
import { endDueControls } from '../../src/jobs/due-controls.ts'
import { pauseTarget } from '../../src/jobs/targets.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp310', 'cp311')
})
beforeEach(async () => {
  pi = await addPlayedBuilder(farm, { targets: ladder })
})
afterAll(() => farm.close())

const wish = { actor: 'anna', reason: 'it is hot' }
const inAnHour = () => new Date(Date.now() + 3_600_000)
const beat = (...ids: number[]) =>
  recordBeat(
    farm,
    pi.identity,
    Beat.parse({ attempts: ids, load1: null, memoryFreeBytes: null, diskFreeBytes: null, temperatureC: null }),
  )
const audited = async (subject: string) =>
  (
    await farm.database.db.select().from(auditEvents).where(eq(auditEvents.subject, subject)).orderBy(auditEvents.id)
  ).map(({ actor, action, reason }) => [actor, action, reason])
const lowest = async (release: Awaited<ReturnType<typeof addPlannedRelease>>) => {
  const [build] = await buildsOf(farm, release)
  if (build === undefined) throw new Error('no build')
  return build
}

describe('for a time', () => {
  test('a pause ends by itself, and the record says so', async () => {
    const build = await lowest(await addPlannedRelease(farm))
    const { id } = pi.identity
    await pauseBuilder(farm, id, { ...wish, until: inAnHour() })
    await expect(pi.start(build)).rejects.toMatchObject({ code: 'BUILDER_PAUSED' })
    await farm.database.db.update(builders).set({ pausedUntil: sql`now()` }).where(eq(builders.id, id))

    await endDueControls(farm)

    await pi.start(build)
    expect(await audited(`builder:${id}`)).toEqual([
      ['anna', 'builder.pause', 'it is hot'],
      ['farm', 'builder.resume', 'its time was over'],
    ])
  })

  test('a drain ends by itself, and the next beat says so', async () => {
    const { id } = pi.identity
    await drainBuilder(farm, id, { ...wish, until: inAnHour() })
    expect((await beat()).command).toBe('drain')
    await farm.database.db.update(builders).set({ drainingUntil: sql`now()` }).where(eq(builders.id, id))
    await endDueControls(farm)
    expect((await beat()).command).toBe('continue')
  })

  test('a pause of a target ends by itself', async () => {
    const build = await lowest(await addPlannedRelease(farm))
    const [low] = ladder
    if (low === undefined) throw new Error('no target')
    await pauseTarget(farm, low, { ...wish, until: inAnHour() })
    await expect(pi.start(build)).rejects.toMatchObject({ code: 'TARGET_RESTING' })
    await farm.database.db.update(targets).set({ pausedUntil: sql`now()` }).where(eq(targets.id, low.id))

    await endDueControls(farm)

    await pi.start(build)
    expect((await audited(`target:${low.abi}:${low.platform}`)).at(-1)).toEqual([
      'farm',
      'target.resume',
      'its time was over',
    ])
  })

  test('only a time to come will do', async () => {
    const over = { ...wish, until: new Date(Date.now() - 1_000) }
    await expect(pauseBuilder(farm, pi.identity.id, over)).rejects.toMatchObject({ code: 'UNTIL_INVALID' })
  })
})

test('a retired builder takes nothing more, and what it still reports counts', async () => {
  const release = await addPlannedRelease(farm)
  const started = await pi.start(await lowest(release))
  await retireBuilder(farm, pi.identity.id, wish)

  const other = await addPlannedRelease(farm)
  await expect(pi.start(await lowest(other))).rejects.toMatchObject({ code: 'BUILDER_PAUSED' })
  expect((await beat()).command).toBe('drain')
  const wheel = await makeWheel({ name: release.name, version: '1.0' })
  expect(await pi.report(started, { wheels: [wheel] })).toEqual({ state: 'BUILT', published: [wheel.filename] })
})

test('a builder is taken off a target and put on it again by the answers to its beats', async () => {
  const [low, high] = ladder
  if (low === undefined || high === undefined) throw new Error('no targets')
  const { id } = pi.identity
  const build = await lowest(await addPlannedRelease(farm))
  const named = ({ abi, platform }: typeof low) => ({ abi, platform })
  expect((await beat()).targets).toEqual([named(low), named(high)])

  await assignBuilder(farm, id, low, false, wish)
  expect((await beat()).targets).toEqual([named(high)])
  await expect(pi.start(build)).rejects.toMatchObject({ code: 'TARGET_NOT_SERVED' })

  await assignBuilder(farm, id, low, true, wish)
  expect((await beat()).targets).toEqual([named(low), named(high)])
  await pi.start(build)
})

describe('an attempt that is cancelled', () => {
  test('is told to its builder, blames nobody, and its build is held while the climb goes on', async () => {
    const release = await addPlannedRelease(farm)
    const { attempt, token } = await pi.start(await lowest(release))
    expect((await beat(attempt)).cancel).toEqual([])

    await cancelAttempt(farm, attempt, { ...wish, until: inAnHour() })

    expect((await beat(attempt)).cancel).toEqual([attempt])
    const answer = await pi.send({ attempt, token }, await pi.write({ attempt, token }, 'cancelled'))
    expect(answer).toEqual({ state: 'CANCELLED', published: [] })
    const [low, high] = await buildsOf(farm, release)
    expect(low).toMatchObject({ work: 'HELD', verdict: null, farmTries: 0, note: 'cancelled: it is hot' })
    expect(high).toMatchObject({ work: 'WAITING', climbing: true })
    await expect(cancelAttempt(farm, attempt, wish)).rejects.toMatchObject({ code: 'ATTEMPT_OVER' })
  })

  test('is tried again by itself when its time is over', async () => {
    const release = await addPlannedRelease(farm)
    const build = await lowest(release)
    const { attempt } = await pi.start(build)
    await cancelAttempt(farm, attempt, { ...wish, until: inAnHour() })
    await farm.database.db.update(builds).set({ heldUntil: sql`now()` }).where(eq(builds.id, build.id))

    await endDueControls(farm)

    expect(await lowest(release)).toMatchObject({ work: 'WAITING', heldUntil: null })
    await pi.start(build)
    const tries = await farm.database.db.select().from(attempts).where(eq(attempts.buildId, build.id))
    expect(tries.map(({ state }) => state).toSorted()).toEqual(['CANCELLED', 'STARTED'])
  })
})
