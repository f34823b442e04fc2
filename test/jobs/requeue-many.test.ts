import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildEvents, builds } from '../../schema/tables/builds.ts'
import { auditEvents } from '../../schema/tables/farm.ts'
import type { BulkWish } from '../../src/jobs/bulk.ts'
import { requeueFailures, requeuePackage } from '../../src/jobs/requeue-many.ts'
import { skip } from '../../src/jobs/skip.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildOn } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder, type PlayedOutcome } from '../support/played-builder.ts'
import { addBuildRow, addPackage, addRelease } from '../support/rows.ts'

let farm: TestFarm
let target: Awaited<ReturnType<typeof addLadder>>[number]
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  const [only] = await addLadder(farm, 'cp311')
  if (only === undefined) throw new Error('no target')
  target = only
  pi = await addPlayedBuilder(farm, { targets: [target] })
})
afterAll(() => farm.close())

const code = (wanted: string) => expect.objectContaining({ code: wanted })
const wish = (given: Partial<BulkWish> = {}): BulkWish => ({
  ...{ dryRun: false, expectedCount: 1, maxCount: 1_000, actor: 'anna', reason: ' the header is there ' },
  ...given,
})
const dry = wish({ dryRun: true, expectedCount: null })

type Release = Awaited<ReturnType<typeof addPlannedRelease>>

async function played(name: string, outcome: PlayedOutcome): Promise<Release> {
  const release = await addPlannedRelease(farm, { name })
  await pi.play(await buildOn(farm, release, target), outcome)
  return release
}

const lacking = (header: string) =>
  ({ failure: 'MISSING_HEADER', missing: { what: 'HEADER', name: header } }) as const satisfies PlayedOutcome
const buildOf = (release: Release) => buildOn(farm, release, target)

const lastAudit = async () => {
  const [row] = await farm.database.db.select().from(auditEvents).orderBy(desc(auditEvents.id)).limit(1)
  return row
}

test('what lacked a header is tried again behind what is new, once, and it is kept who wanted it and why', async () => {
  const release = await played('one', lacking('one.h'))
  await played('two', lacking('two.h'))
  const filter = { missing: 'one.h', kind: 'MISSING_HEADER', abi: 'cp311' } as const

  const tried = await requeueFailures(farm, filter, dry)
  const untouched = await buildOf(release)
  const done = await requeueFailures(farm, filter, wish())
  const again = await requeueFailures(farm, filter, wish())

  const none = { matched: 1, requeued: 0, already: 0, refused: new Map() }
  expect([tried, done, again]).toEqual([
    { ...none, requeued: 1 },
    { ...none, requeued: 1 },
    { ...none, already: 1 },
  ])
  expect(untouched).toMatchObject({ verdict: 'FAILED', work: null })
  const { id, ...build } = await buildOf(release)
  expect(build).toMatchObject({ verdict: 'FAILED', work: 'WAITING', lane: 'backlog', climbing: false })
  const [event] = await farm.database.db
    .select()
    .from(buildEvents)
    .where(eq(buildEvents.buildId, id))
    .orderBy(desc(buildEvents.id))
    .limit(1)
  const said = { actor: 'anna', reason: 'the header is there' }
  expect(event).toMatchObject({ ...said, change: 'REQUEUED' })
  const audits = await farm.database.db.select().from(auditEvents).where(eq(auditEvents.subject, 'failures'))
  expect(audits).toMatchObject([
    { ...said, action: 'builds.requeue', detail: { filter, chosen: 1, requeued: 1, builds: [id] } },
    { ...said, detail: { chosen: 1, requeued: 0, builds: [] } },
  ])
})

test('what was requeued is built as any other, and its new verdict counts', async () => {
  const release = await played('mended', lacking('mended.h'))
  await requeueFailures(farm, { package: 'Mended' }, wish())
  const wheel = await makeWheel({ name: 'mended', version: '1.0' })

  await pi.play(await buildOf(release), { wheels: [wheel] })

  expect(await buildOf(release)).toMatchObject({ verdict: 'BUILT', work: null, failureKind: null, missingName: null })
})

describe('a wish is refused as a whole, and nothing is done', () => {
  test.each<[string, Partial<BulkWish>, string]>([
    ['without a number expected', { expectedCount: null }, 'BULK_UNCOUNTED'],
    ['with another number', { expectedCount: 2 }, 'BULK_COUNT'],
    ['with another number on a dry run', { expectedCount: 2, dryRun: true }, 'BULK_COUNT'],
    ['with more than it may be', { maxCount: 1, expectedCount: 1 }, 'BULK_TOO_MANY'],
    ['with a bound of nothing', { maxCount: 0 }, 'BULK_MAX'],
    ['with a bound beyond all bounds', { maxCount: 10_001 }, 'BULK_MAX'],
    ['without a reason', { reason: ' ' }, 'REASON_INVALID'],
  ])('%s', async (what, given, expected) => {
    const name = `refused-${what.length}`
    const releases = [await played(name, lacking('x.h'))]
    if (expected === 'BULK_TOO_MANY') releases.push(await played(`${name}-too`, lacking('x.h')))
    const since = (await buildOf(releases[0] as Release)).decidedAt

    await expect(requeueFailures(farm, { missing: 'x.h', since }, wish(given))).rejects.toEqual(code(expected))

    for (const release of releases) expect(await buildOf(release)).toMatchObject({ work: null })
  })

  test.each([
    [{ package: 'nobody-has-this' }, 'PACKAGE_UNKNOWN'],
    [{ package: '-' }, 'NAME_INVALID'],
    [{ abi: 'cp27' }, 'TARGET_UNKNOWN'],
    [{ missing: 'x'.repeat(201) }, 'FILTER_INVALID'],
  ])('%j', async (filter, expected) => {
    await expect(requeueFailures(farm, filter, wish())).rejects.toEqual(code(expected))
  })
})

test('of a package all that failed or is held, and its wheels too when they shall be built again', async () => {
  const release = await played('whole', { wheels: [await makeWheel({ name: 'whole', version: '1.0' })] })
  const [owner] = [{ id: release.packageId }]
  const other = await addRelease(farm.database.db, { package: owner, version: '2.0' })
  const held = await addBuildRow(farm.database.db, { release: other, target, work: 'HELD', note: 'stopped' })
  const row = async () => (await farm.database.db.select().from(builds).where(eq(builds.id, held.id)))[0]

  const without = await requeuePackage(farm, 'Whole', { rebuild: false }, dry)
  const done = await requeuePackage(
    farm,
    'Whole',
    { rebuild: true, platform: 'linux_x86_64' },
    wish({ expectedCount: 2 }),
  )

  expect(without).toMatchObject({ matched: 1, requeued: 1 })
  expect(done).toMatchObject({ matched: 2, requeued: 2 })
  expect(await buildOf(release)).toMatchObject({ verdict: 'BUILT', work: 'WAITING', lane: 'backlog' })
  expect(await row()).toMatchObject({ work: 'WAITING', note: null })
  expect(await lastAudit()).toMatchObject({
    action: 'builds.requeue',
    subject: 'package:whole',
    detail: { rebuild: true, filter: { platform: 'linux_x86_64' } },
  })
})

test('what cannot be tried again is counted by its reason', async () => {
  await played('left-out', lacking('y.h'))
  await played('in-order', lacking('y.h'))
  await skip(farm, { package: 'left-out' }, 'anna', 'too large')

  const done = await requeueFailures(farm, { missing: 'y.h' }, wish({ expectedCount: 2 }))

  expect(done).toEqual({ matched: 2, requeued: 1, already: 0, refused: new Map([['REQUEUE_SKIPPED', 1]]) })
})

test('many at a time, and two wishes at once do it once', async () => {
  const owner = await addPackage(farm.database.db, { name: 'many' })
  for (let n = 0; n < 1_200; n += 1) {
    const release = await addRelease(farm.database.db, { package: owner, version: `1.${n}` })
    await addBuildRow(farm.database.db, { release, target, verdict: 'FAILED', failureKind: 'RUST' })
  }
  const both = wish({ expectedCount: 1_200, maxCount: 10_000 })

  const done = await Promise.all([
    requeueFailures(farm, { package: 'many' }, both),
    requeueFailures(farm, { package: 'many' }, both),
  ])

  expect(done.map(({ matched }) => matched)).toEqual([1_200, 1_200])
  expect(done.reduce((sum, { requeued }) => sum + requeued, 0)).toBe(1_200)
  expect(done.reduce((sum, { already }) => sum + already, 0)).toBe(1_200)
})
