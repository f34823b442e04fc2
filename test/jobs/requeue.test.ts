import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BuildId } from '../../schema/ids.ts'
import { attempts, buildEvents, builds } from '../../schema/tables/builds.ts'
import { auditEvents } from '../../schema/tables/farm.ts'
import { releases } from '../../schema/tables/packages.ts'
import { requeueBuild, requeueRelease } from '../../src/jobs/requeue.ts'
import { skip } from '../../src/jobs/skip.ts'
import { freezeTarget } from '../../src/jobs/targets.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildOn, buildsOf, changeRelease } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'
import { addTargetRow } from '../support/rows.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp310', 'cp311')
  pi = await addPlayedBuilder(farm, { targets: ladder })
})
afterAll(() => farm.close())

const code = (wanted: string) => expect.objectContaining({ code: wanted })

type Release = Awaited<ReturnType<typeof addPlannedRelease>>

function rung(place: number) {
  const target = ladder[place]
  if (target === undefined) throw new Error(`no rung ${place}`)
  return target
}

const lowest = (release: Release) => buildOn(farm, release, rung(0))

async function builtRelease(): Promise<Release> {
  const release = await addPlannedRelease(farm)
  await pi.play(await lowest(release), { wheels: [await makeWheel({ name: release.name, version: '1.0' })] })
  return release
}

test('a built rung is built again beside its verdict, once, with actor and reason kept', async () => {
  const release = await builtRelease()
  const { id } = await lowest(release)

  const first = await requeueBuild(farm, id, 'anna', '  a newer compiler ')
  const second = await requeueBuild(farm, id, 'bert', 'me too')

  expect([first, second]).toEqual([
    { build: id, outcome: 'ATTEMPT' },
    { build: id, outcome: 'ALREADY' },
  ])
  expect(await lowest(release)).toMatchObject({ verdict: 'BUILT', work: 'WAITING', climbing: false, lane: 'urgent' })
  const events = await farm.database.db
    .select()
    .from(buildEvents)
    .where(eq(buildEvents.buildId, id))
    .orderBy(buildEvents.id)
  expect(events.at(-1)).toMatchObject({ actor: 'anna', change: 'REQUEUED', reason: 'a newer compiler' })
  const audit = await farm.database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.subject, `build:${id}`))
  expect(audit.map(({ actor, action }) => [actor, action])).toEqual([
    ['anna', 'build.requeue'],
    ['bert', 'build.requeue'],
  ])
})

test('a failed rebuild leaves BUILT as it was', async () => {
  const release = await builtRelease()
  const { id } = await lowest(release)
  await requeueBuild(farm, id, 'anna', 'a newer compiler')

  await pi.play({ id }, { failure: 'COMPILER' })

  expect(await lowest(release)).toMatchObject({ verdict: 'BUILT', failureKind: null, work: null })
})

test('a covered rung that never had a build gets one of its own', async () => {
  const release = await builtRelease()
  const target = rung(1)

  const done = await requeueRelease(farm, { package: release.name, version: '1.0', target }, 'anna', 'a faster wheel')
  await pi.play(
    { id: done.build },
    { wheels: [await makeWheel({ name: release.name, version: '1.0', tags: ['cp311-cp311-linux_x86_64'] })] },
  )

  expect(done.outcome).toBe('ATTEMPT')
  expect(await buildOn(farm, release, target)).toMatchObject({ verdict: 'BUILT', work: null })
})

test('a rung that waits for a lower one raises that one, and the climb stays urgent', async () => {
  const release = await addPlannedRelease(farm, { uploadedAt: new Date('2020-01-01') })
  const open = await lowest(release)

  const done = await requeueRelease(farm, { package: release.name, version: '1.0', target: rung(1) }, 'anna', 'soon')
  expect(done).toEqual({ build: open.id, outcome: 'RAISED' })
  expect(await lowest(release)).toMatchObject({ lane: 'urgent', climbing: true })
  await pi.play(open, { failure: 'COMPILER' })

  expect(await buildOn(farm, release, rung(1))).toMatchObject({ lane: 'urgent', work: 'WAITING', climbing: true })
})

test('a retry need not wait for its time, and what is being built is left alone', async () => {
  const release = await addPlannedRelease(farm)
  const build = await lowest(release)
  await pi.play(build, { failure: 'NETWORK' })
  expect(await requeueBuild(farm, build.id, 'anna', 'the network is back')).toMatchObject({ outcome: 'RAISED' })
  expect(await lowest(release)).toMatchObject({ work: 'WAITING', retryAt: null, climbing: true })

  await pi.start(build)

  expect(await requeueBuild(farm, build.id, 'anna', 'again')).toMatchObject({ outcome: 'ALREADY' })
})

test('without a target the lowest rung that failed is meant', async () => {
  const release = await addPlannedRelease(farm)
  const failed = await lowest(release)
  await pi.play(failed, { failure: 'MISSING_HEADER' })

  const done = await requeueRelease(
    farm,
    { package: release.name.toUpperCase(), version: '1.0' },
    'anna',
    'the header is there',
  )

  expect(done).toEqual({ build: failed.id, outcome: 'ATTEMPT' })
  expect((await buildsOf(farm, release)).map(({ work }) => work)).toEqual(['WAITING', 'WAITING'])
})

test('a version is found as PEP 440 compares it', async () => {
  const release = await addPlannedRelease(farm)
  await changeRelease(farm, release.id, { versionKey: '1' })
  const wish = (version: string) =>
    requeueRelease(farm, { package: release.name, version, target: rung(0) }, 'anna', 'soon')

  expect(await wish('1.0.0')).toEqual({ build: (await lowest(release)).id, outcome: 'RAISED' })
  await expect(wish('1.0.1')).rejects.toEqual(code('RELEASE_UNKNOWN'))
})

test('a failure that goes on after a requeue has three tries again', async () => {
  const release = await addPlannedRelease(farm)
  const build = await lowest(release)
  await farm.database.db
    .update(builds)
    .set({ verdict: 'FAILED', failureKind: 'BUILDER_LOST', work: null, climbing: false, farmTries: 0 })
    .where(eq(builds.id, build.id))
  await requeueBuild(farm, build.id, 'anna', 'other machines now')

  await pi.play(build, { failure: 'OUT_OF_MEMORY' })

  expect(await lowest(release)).toMatchObject({ work: 'RETRY', farmTries: 1 })
})

test('what may not be built is refused with a code that says why', async () => {
  const skipped = await addPlannedRelease(farm)
  await skip(farm, { package: skipped.name }, 'anna', 'it is malware')
  const removed = await addPlannedRelease(farm)
  await changeRelease(farm, removed.id, { gone: 'REMOVED' })
  const excluded = await addPlannedRelease(farm)
  await pi.play(await lowest(excluded), { failure: 'PYTHON_VERSION' })
  const frozen = await addTargetRow(farm.database.db, { abi: 'cp38' })
  await freezeTarget(farm, frozen, { actor: 'anna', reason: 'end of life' })
  const wish = (release: Release, target = rung(0)) =>
    requeueRelease(farm, { package: release.name, version: '1.0', target }, 'anna', 'please')

  await expect(wish(skipped)).rejects.toEqual(code('REQUEUE_SKIPPED'))
  await expect(wish(removed)).rejects.toEqual(code('REQUEUE_NOTHING_TO_BUILD'))
  await expect(wish(excluded)).rejects.toEqual(code('REQUEUE_EXCLUDED'))
  await expect(wish(await builtRelease(), frozen)).rejects.toEqual(code('REQUEUE_SKIPPED'))
  await expect(requeueBuild(farm, 9_999_999 as BuildId, 'anna', 'please')).rejects.toEqual(code('BUILD_UNKNOWN'))
  const unknown = { package: 'nobody-knows', version: '1.0' }
  await expect(requeueRelease(farm, unknown, 'anna', 'please')).rejects.toEqual(code('RELEASE_UNKNOWN'))
  for (const reason of ['', '   ', 'x'.repeat(501), 'two\nlines']) {
    await expect(requeueRelease(farm, unknown, 'anna', reason)).rejects.toEqual(code('REASON_INVALID'))
  }
})

test('a requeue of a closed build whose attempt still runs is that attempt', async () => {
  const release = await addPlannedRelease(farm)
  const build = await lowest(release)
  const attempt = await pi.start(build)
  await changeRelease(farm, release.id, { yanked: true })
  await farm.database.db.update(releases).set({ yanked: false }).where(eq(releases.id, release.id))

  expect(await requeueBuild(farm, build.id, 'anna', 'again')).toMatchObject({ build: build.id })

  expect(await lowest(release)).toMatchObject({ work: 'BUILDING' })
  const open = await farm.database.db.select().from(attempts).where(sql`build_id = ${build.id} and state = 'STARTED'`)
  expect(open.map(({ id }) => id)).toEqual([attempt.attempt])
})
