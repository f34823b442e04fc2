import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { targets } from '../../schema/tables/targets.ts'
import { closeFrozen, parkAndResume } from '../../src/jobs/parking.ts'
import { requeueBuild } from '../../src/jobs/requeue.ts'
import { freezeTarget, openTarget, pauseTarget, resumeTarget } from '../../src/jobs/targets.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildOn, buildsOf } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'
import { addTargetRow } from '../support/rows.ts'

let farm: TestFarm
let lower: Awaited<ReturnType<typeof addLadder>>[number]
let upper: typeof lower
let pi: PlayedBuilder
beforeEach(async () => {
  farm = await createTestFarm()
  const [first, second] = await addLadder(farm, 'cp310', 'cp311')
  if (first === undefined || second === undefined) throw new Error('no targets')
  ;[lower, upper] = [first, second]
  pi = await addPlayedBuilder(farm, { targets: [lower, upper] })
})
afterEach(() => farm.close())

const setTarget = (id: TargetId, change: Partial<Record<'builderSeenAt' | 'pausedAt', ReturnType<typeof sql>>>) =>
  farm.database.db.update(targets).set(change).where(eq(targets.id, id))

const states = async (release: { id: Parameters<typeof buildsOf>[1]['id'] }) =>
  (await buildsOf(farm, release)).map(({ work, climbing }) => `${work}${climbing ? ' climbing' : ''}`)

test('a target without a builder for a day holds nothing above it, and goes on when one is back', async () => {
  const release = await addPlannedRelease(farm)
  await setTarget(lower.id, { builderSeenAt: sql`now() - interval '25 hours'` })

  await parkAndResume(farm)
  expect(await states(release)).toEqual(['PARKED', 'WAITING climbing'])
  await setTarget(lower.id, { builderSeenAt: sql`now()` })
  await parkAndResume(farm)
  expect(await states(release)).toEqual(['WAITING', 'WAITING climbing'])

  const wheel = await makeWheel({ name: release.name, version: '1.0', tags: ['cp311-cp311-linux_x86_64'] })
  await pi.play(await buildOn(farm, release, upper), { wheels: [wheel] })
  expect(await states(release)).toEqual(['WAITING climbing', 'null'])
})

test('a target that is paused for a day is parked too, a shorter pause is not', async () => {
  const release = await addPlannedRelease(farm)
  await pauseTarget(farm, lower, { actor: 'anna', reason: 'moving house' })

  await parkAndResume(farm)
  expect(await states(release)).toEqual(['WAITING climbing'])
  await setTarget(lower.id, { pausedAt: sql`now() - interval '25 hours'` })
  await parkAndResume(farm)
  expect(await states(release)).toEqual(['PARKED', 'WAITING climbing'])
  await resumeTarget(farm, lower, { actor: 'anna', reason: 'moved' })
  await parkAndResume(farm)
  expect(await states(release)).toEqual(['WAITING', 'WAITING climbing'])
})

test('what is being built is not parked', async () => {
  const release = await addPlannedRelease(farm)
  await pi.start(await buildOn(farm, release, lower))
  await setTarget(lower.id, { builderSeenAt: sql`now() - interval '25 hours'` })
  await parkAndResume(farm)
  expect(await states(release)).toEqual(['BUILDING climbing'])
})

test('a frozen target closes what is open on it, rebuilds as well, and keeps what it has', async () => {
  const [open, built] = [await addPlannedRelease(farm), await addPlannedRelease(farm)]
  const done = await buildOn(farm, built, lower)
  await pi.play(done, { wheels: [await makeWheel({ name: built.name, version: '1.0' })] })
  await requeueBuild(farm, done.id, 'anna', 'again')

  await freezeTarget(farm, lower, { actor: 'anna', reason: 'end of life' })
  await closeFrozen(farm)

  expect(await buildsOf(farm, open)).toMatchObject([
    { verdict: 'CLOSED', work: null, note: 'the target is frozen' },
    { targetId: upper.id, work: 'WAITING', climbing: true },
  ])
  expect(await buildsOf(farm, built)).toMatchObject([{ verdict: 'BUILT', work: null }])
})

test('a new lower target opens behind the climb that is there, as backlog', async () => {
  const [climbing, settled] = [await addPlannedRelease(farm), await addPlannedRelease(farm)]
  for (const target of [lower, upper]) {
    await pi.play(await buildOn(farm, settled, target), { failure: 'COMPILER' })
  }
  const lowest = await addTargetRow(farm.database.db, { abi: 'cp39', openedThrough: sql`0` as never })

  await openTarget(farm, lowest.id)

  expect(await states(climbing)).toEqual(['WAITING climbing'])
  expect(await buildOn(farm, settled, lowest)).toMatchObject({ work: 'WAITING', climbing: true, lane: 'backlog' })
  const wheel = await makeWheel({ name: climbing.name, version: '1.0', tags: ['cp310-cp310-linux_x86_64'] })
  await pi.play(await buildOn(farm, climbing, lower), { wheels: [wheel] })
  expect(await buildOn(farm, climbing, lowest)).toMatchObject({ work: 'WAITING', climbing: true })
})

test('an opening that was interrupted goes on where it stopped', async () => {
  const releases = [await addPlannedRelease(farm), await addPlannedRelease(farm)]
  for (const release of releases) {
    for (const target of [lower, upper]) await pi.play(await buildOn(farm, release, target), { failure: 'COMPILER' })
  }
  const [first, second] = releases
  const lowest = await addTargetRow(farm.database.db, { abi: 'cp39', openedThrough: first?.id ?? null })

  await openTarget(farm, lowest.id)

  const opened = await farm.database.db.select().from(builds).where(eq(builds.targetId, lowest.id))
  expect(opened.map(({ releaseId }) => releaseId)).toEqual([second?.id])
})
