import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { auditEvents } from '../../schema/tables/farm.ts'
import { builders } from '../../schema/tables/targets.ts'
import { resumeBuilder } from '../../src/jobs/builder-control.ts'
import type { FailureKind } from '../../src/ladder/words.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp310')
})
afterAll(() => farm.close())

/** A release that fails on one builder and is then built by another. */
async function failsThere(bad: PlayedBuilder, good: PlayedBuilder, failure: FailureKind, name?: string) {
  const { db } = farm.database
  const release = await addPlannedRelease(farm, name === undefined ? {} : { name })
  const [build] = await buildsOf(farm, release)
  if (build === undefined) throw new Error('no build')
  await bad.play(build, { failure })
  await db
    .update(builds)
    .set({ verdict: null, failureKind: null, work: 'WAITING', retryAt: null })
    .where(eq(builds.id, build.id))
  await good.play(build, { wheels: [await makeWheel({ name: release.name, version: '1.0' })] })
  return release
}

const rowOf = async ({ identity }: PlayedBuilder) =>
  (await farm.database.db.select().from(builders).where(eq(builders.id, identity.id)))[0]

const pair = async () => {
  const trusted = { targets: ladder, trustedSince: new Date(Date.now() - 3_600_000) }
  return [await addPlayedBuilder(farm, trusted), await addPlayedBuilder(farm, trusted)] as const
}

test('three different packages that failed on a builder and were built elsewhere take it out of work, with the evidence', async () => {
  const [bad, good] = await pair()
  const first = await failsThere(bad, good, 'OUT_OF_MEMORY')
  const second = await failsThere(bad, good, 'COMPILER')
  expect(await rowOf(bad)).toMatchObject({ quarantinedAt: null })

  const third = await failsThere(bad, good, 'SANDBOX')

  const row = await rowOf(bad)
  expect(row?.quarantineEvidence?.map((one) => one.package)).toEqual([first.name, second.name, third.name])
  expect(row?.quarantineEvidence?.[0]).toMatchObject({ failureKind: 'OUT_OF_MEMORY', builtBy: good.identity.id })
  expect(await rowOf(good)).toMatchObject({ quarantinedAt: null })
  const [event] = await farm.database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.subject, `builder:${bad.identity.id}`))
  expect(event).toMatchObject({ actor: 'farm', action: 'builder.quarantine' })
  const [waiting] = await buildsOf(farm, await addPlannedRelease(farm))
  if (waiting === undefined) throw new Error('no build')
  await expect(bad.start(waiting)).rejects.toMatchObject({ code: 'BUILDER_PAUSED' })
})

test('a person who resumes it wipes the slate', async () => {
  const [bad, good] = await pair()
  for (let n = 0; n < 3; n += 1) await failsThere(bad, good, 'COMPILER')
  expect((await rowOf(bad))?.quarantinedAt).not.toBeNull()

  await resumeBuilder(farm, bad.identity.id, { actor: 'anna', reason: 'new memory' })

  await failsThere(bad, good, 'COMPILER')
  expect(await rowOf(bad)).toMatchObject({ quarantinedAt: null, quarantineEvidence: null })
})

test.each<[string, FailureKind]>([
  ['an outage that everybody had', 'NETWORK'],
  ['an index that was behind', 'INDEX_RACE'],
  ['a header that operators install one machine after the other', 'MISSING_HEADER'],
])('%s is no evidence', async (_what, kind) => {
  const [bad, good] = await pair()
  for (let n = 0; n < 4; n += 1) await failsThere(bad, good, kind)
  expect(await rowOf(bad)).toMatchObject({ quarantinedAt: null })
})

test('what was built elsewhere only days later is no evidence', async () => {
  const [bad, good] = await pair()
  for (let n = 0; n < 2; n += 1) await failsThere(bad, good, 'COMPILER')
  await farm.database.db
    .update(attempts)
    .set({ closedAt: sql`now() - interval '2 days'` })
    .where(eq(attempts.builderId, bad.identity.id))
  await failsThere(bad, good, 'COMPILER')
  expect(await rowOf(bad)).toMatchObject({ quarantinedAt: null })
})
