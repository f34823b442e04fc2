import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { targets } from '../../schema/tables/targets.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import { reapAttempts } from '../../src/jobs/reaper.ts'
import { releaseDueRetries } from '../../src/jobs/sweep.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildOn, buildsOf, changeRelease } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedAttempt, type PlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp310', 'cp311')
  pi = await addPlayedBuilder(farm, { targets: ladder })
})
afterAll(() => farm.close())

type Release = Awaited<ReturnType<typeof addPlannedRelease>>

async function lowest(release: Release) {
  const [target] = ladder
  if (target === undefined) throw new Error('no target')
  return buildOn(farm, release, target)
}

async function stateOf({ attempt }: PlayedAttempt) {
  const [row] = await farm.database.db.select().from(attempts).where(eq(attempts.id, attempt))
  return row?.state
}

async function publishedOf(release: Release): Promise<string[]> {
  const rows = await farm.database.db.select().from(wheels).where(eq(wheels.releaseId, release.id)).orderBy(wheels.id)
  return rows.map(({ filename }) => filename)
}

async function loseAttempt({ attempt }: PlayedAttempt): Promise<void> {
  const { db } = farm.database
  await db.update(attempts).set({ beatAt: sql`now() - interval '181 seconds'` }).where(eq(attempts.id, attempt))
  await reapAttempts(farm)
}

const pureWheel = (release: Release, given: { version?: string; name?: string; tags?: string[] } = {}) =>
  makeWheel({ name: release.name, version: '1.0', ...given })

describe('an attempt that was lost', () => {
  test('goes on elsewhere after a while, and its late wheel is used while the rung is open', async () => {
    const release = await addPlannedRelease(farm)
    const build = await lowest(release)
    const lost = await pi.start(build)
    await loseAttempt(lost)
    expect(await lowest(release)).toMatchObject({ work: 'RETRY', farmTries: 1, retryAt: expect.any(Date) })
    await farm.database.db.update(builds).set({ retryAt: sql`now()` }).where(eq(builds.id, build.id))
    await releaseDueRetries(farm)
    const other = await addPlayedBuilder(farm, { targets: ladder })
    const second = await other.start(build)
    const wheel = await pureWheel(release)

    const late = await pi.report(lost, { wheels: [wheel] })
    const after = await other.report(second, { wheels: [wheel] })

    expect(late).toEqual({ state: 'LOST', published: [wheel.filename] })
    expect(after).toEqual({ state: 'BUILT', published: [] })
    expect([await stateOf(lost), await stateOf(second)]).toEqual(['LOST', 'BUILT'])
    expect(await lowest(release)).toMatchObject({ verdict: 'BUILT', work: null, farmTries: 0 })
    expect(await publishedOf(release)).toEqual([wheel.filename])
  })

  test('on two builders is final, and a late wheel still repairs it', async () => {
    const release = await addPlannedRelease(farm)
    const build = await lowest(release)
    const other = await addPlayedBuilder(farm, { targets: ladder })
    const first = await pi.start(build)
    await loseAttempt(first)
    await farm.database.db.update(builds).set({ retryAt: sql`now()` }).where(eq(builds.id, build.id))
    await releaseDueRetries(farm)
    await loseAttempt(await other.start(build))
    expect(await lowest(release)).toMatchObject({ verdict: 'FAILED', failureKind: 'BUILDER_LOST', work: null })
    const wheel = await pureWheel(release)

    await pi.report(first, { wheels: [wheel] })

    expect(await lowest(release)).toMatchObject({ verdict: 'BUILT', failureKind: null })
    expect((await buildsOf(farm, release))[1]).toMatchObject({
      verdict: 'CLOSED',
      note: `covered by ${wheel.filename}`,
    })
  })

  test('that reports a failure of the package late lets the climb go on', async () => {
    const release = await addPlannedRelease(farm)
    const lost = await pi.start(await lowest(release))
    await loseAttempt(lost)

    expect(await pi.report(lost, { failure: 'COMPILER' })).toEqual({ state: 'LOST', published: [] })

    expect(await buildsOf(farm, release)).toMatchObject([
      { verdict: 'FAILED', failureKind: 'COMPILER' },
      { climbing: true },
    ])
  })
})

describe('what happens under a running attempt', () => {
  test('a yank closes the build, and the attempt may finish', async () => {
    const release = await addPlannedRelease(farm)
    const attempt = await pi.start(await lowest(release))
    await changeRelease(farm, release.id, { yanked: true })

    const answer = await pi.report(attempt, { wheels: [await pureWheel(release)] })

    expect(answer.published).toHaveLength(1)
    expect(await lowest(release)).toMatchObject({ verdict: 'BUILT' })
  })

  test('a removal closes the build, and nothing is published', async () => {
    const release = await addPlannedRelease(farm)
    const attempt = await pi.start(await lowest(release))
    await changeRelease(farm, release.id, { gone: 'REMOVED' })

    const answer = await pi.report(attempt, { wheels: [await pureWheel(release)] })

    expect(answer).toEqual({ state: 'BUILT', published: [] })
    expect(await lowest(release)).toMatchObject({ verdict: 'CLOSED', note: 'removed from PyPI' })
  })

  test('a builder that gives up leaves the build to be tried again', async () => {
    const release = await addPlannedRelease(farm)
    const attempt = await pi.start(await lowest(release))

    expect(await pi.report(attempt, 'cancelled')).toEqual({ state: 'CANCELLED', published: [] })

    expect(await lowest(release)).toMatchObject({ work: 'RETRY', climbing: true, farmTries: 0, freeRetries: 1 })
  })
})

test('failures of the farm use up no try and rest the target when there are many', async () => {
  const [target] = ladder
  if (target === undefined) throw new Error('no target')
  const release = await addPlannedRelease(farm)
  const build = await lowest(release)
  const { db } = farm.database
  for (let n = 1; n <= 5; n += 1) {
    await pi.play(build, { failure: 'NETWORK' })
    expect(await lowest(release)).toMatchObject({ work: 'RETRY', farmTries: 0, freeRetries: n })
    await db.update(builds).set({ retryAt: sql`now()` }).where(eq(builds.id, build.id))
    await releaseDueRetries(farm)
  }
  const [resting] = await db.select().from(targets).where(eq(targets.id, target.id))
  expect(resting?.breakerUntil?.getTime()).toBeGreaterThan(Date.now())

  await db.update(targets).set({ breakerUntil: sql`now()` }).where(eq(targets.id, target.id))
  await pi.play(build, { failure: 'COMPILER' })

  const [rested] = await db.select().from(targets).where(eq(targets.id, target.id))
  expect(rested).toMatchObject({ breakerFailures: 0, breakerUntil: null })
})
