import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildEvents } from '../../schema/tables/builds.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import { requeueBuild } from '../../src/jobs/requeue.ts'
import { withdraw } from '../../src/jobs/withdraw.ts'
import { findServableWheel } from '../../src/store/index-pages.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
let bad: PlayedBuilder
let good: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp310', 'cp311')
  bad = await addPlayedBuilder(farm, { targets: ladder })
  good = await addPlayedBuilder(farm, { targets: ladder })
})
afterAll(() => farm.close())

const wish = { dryRun: false, maxCount: 1_000, actor: 'anna', reason: 'it was taken over' }

async function builtBy(builder: PlayedBuilder) {
  const release = await addPlannedRelease(farm)
  const [build] = await buildsOf(farm, release)
  if (build === undefined) throw new Error('no build')
  const wheel = await makeWheel({ name: release.name, version: '1.0' })
  await builder.play(build, { wheels: [wheel] })
  return { release, build, wheel }
}

const isServed = async (name: string) => (await findServableWheel(farm.database.db, name)) !== null

test('a dry run lists them and does nothing; another number than was expected does nothing either', async () => {
  const { wheel } = await builtBy(bad)
  const filter = { builder: bad.identity.id }
  expect(await withdraw(farm, filter, { ...wish, dryRun: true, expectedCount: null })).toEqual({
    wheels: [wheel.filename],
  })
  await expect(withdraw(farm, filter, { ...wish, expectedCount: 2 })).rejects.toMatchObject({ code: 'BULK_COUNT' })
  await expect(withdraw(farm, filter, { ...wish, expectedCount: null })).rejects.toMatchObject({
    code: 'BULK_UNCOUNTED',
  })
  expect(await isServed(wheel.filename)).toBe(true)
})

test('the wheels of a builder are off the index, the evidence stays, its builds are held and cover nothing', async () => {
  const own = await builtBy(bad)
  const other = await builtBy(good)
  const filter = { builder: bad.identity.id }
  const { wheels: listed } = await withdraw(farm, filter, { ...wish, dryRun: true, expectedCount: null })

  await withdraw(farm, filter, { ...wish, expectedCount: listed.length })

  expect([await isServed(own.wheel.filename), await isServed(other.wheel.filename)]).toEqual([false, true])
  const [row] = await farm.database.db.select().from(wheels).where(eq(wheels.filename, own.wheel.filename))
  expect(row).toMatchObject({ withdrawnBy: 'anna', withdrawnReason: 'it was taken over' })
  expect(await farm.artifacts.size(row?.sha256 ?? '')).toBe(own.wheel.bytes.length)
  expect(await buildsOf(farm, own.release)).toMatchObject([
    { work: 'HELD', verdict: null, note: 'its wheel was withdrawn' },
    { work: 'WAITING', climbing: true },
  ])
  const events = await farm.database.db.select().from(buildEvents).where(eq(buildEvents.buildId, own.build.id))
  expect(events.find(({ change }) => change === 'WITHDRAWN')).toMatchObject({ actor: 'anna' })
})

test('a held build is built again when a person says so, under another name', async () => {
  const { build, wheel, release } = await builtBy(bad)
  await withdraw(farm, { package: release.name }, { ...wish, expectedCount: 1 })
  await requeueBuild(farm, build.id, 'anna', 'on a clean machine')

  const answer = await good.play(build, { wheels: [wheel] })

  expect(answer.published).toEqual([wheel.filename.replace('-1.0-', '-1.0-1-')])
  expect(await isServed(wheel.filename)).toBe(false)
})

test('by its bytes, and only what is named', async () => {
  const { wheel } = await builtBy(good)
  const [row] = await farm.database.db.select().from(wheels).where(eq(wheels.filename, wheel.filename))
  await withdraw(farm, { sha256: row?.sha256 ?? null }, { ...wish, expectedCount: 1 })
  expect(await isServed(wheel.filename)).toBe(false)
  for (const filter of [{}, { since: new Date() }, { sha256: 'x' }]) {
    await expect(withdraw(farm, filter, { ...wish, expectedCount: 1 })).rejects.toMatchObject({
      code: 'WITHDRAW_ARGUMENTS',
    })
  }
})

test('whatever their number: no bound and no expected number', async () => {
  await builtBy(good)
  await builtBy(good)
  const filter = { builder: good.identity.id }
  const every = { ...wish, maxCount: null, expectedCount: null }
  const { wheels: listed } = await withdraw(farm, filter, { ...every, dryRun: true })
  await expect(withdraw(farm, filter, { ...wish, maxCount: 1, expectedCount: 1 })).rejects.toMatchObject({
    code: 'BULK_TOO_MANY',
  })

  const { wheels: done } = await withdraw(farm, filter, every)

  expect(done.length).toBeGreaterThan(1)
  expect(done.sort()).toEqual(listed.sort())
})
