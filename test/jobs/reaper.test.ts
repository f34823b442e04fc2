import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempts } from '../../schema/tables/builds.ts'
import { reapAttempts } from '../../src/jobs/reaper.ts'
import { lockReleases } from '../../src/store/builds.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { addPlayedBuilder } from '../support/played-builder.ts'
import { waitFor } from '../support/wait-for.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(() => farm.close())

const somebodyWaits = () =>
  waitFor('the reaper to wait for the release', async () => {
    const waiting = await farm.database.sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return waiting.length > 0 ? true : undefined
  })

test('an attempt that is heard while the reaper waits for it is not lost', async () => {
  const { db } = farm.database
  const pi = await addPlayedBuilder(farm, { targets: await addLadder(farm, 'cp310') })
  const release = await addPlannedRelease(farm)
  const [build] = await buildsOf(farm, release)
  if (build === undefined) throw new Error('no build')
  const { attempt } = await pi.start(build)
  const setBeat = (beatAt: ReturnType<typeof sql>) =>
    db.update(attempts).set({ beatAt }).where(eq(attempts.id, attempt))
  await setBeat(sql`now() - interval '181 seconds'`)

  const reaping = await db.transaction(async (tx) => {
    await lockReleases(tx, [release.id])
    const reaped = reapAttempts(farm)
    await somebodyWaits()
    await setBeat(sql`now()`)
    return { reaped }
  })

  expect(await reaping.reaped).toBe(0)
  expect(await buildsOf(farm, release)).toMatchObject([{ work: 'BUILDING', farmTries: 0 }])
  await setBeat(sql`now() - interval '181 seconds'`)
  expect(await reapAttempts(farm)).toBe(1)
  expect(await buildsOf(farm, release)).toMatchObject([{ work: 'RETRY', farmTries: 1 }])
})
