import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempts } from '../../schema/tables/builds.ts'
import { reapAttempts } from '../../src/jobs/reaper.ts'
import { lockReleases } from '../../src/store/builds.ts'
import { notePresence, wasPresent } from '../../src/store/presence.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { addPlayedBuilder } from '../support/played-builder.ts'
import { setPresence } from '../support/presence.ts'
import { waitFor } from '../support/wait-for.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp310')
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
  const pi = await addPlayedBuilder(farm, { targets: ladder })
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

test.each([
  ['was away and has come back a moment ago', { backS: 10 }],
  ['cannot be reached now', { seenS: 60 }],
])('nobody is lost while the farm itself %s', async (_what, presence) => {
  const { db } = farm.database
  const pi = await addPlayedBuilder(farm, { targets: ladder })
  const [build] = await buildsOf(farm, await addPlannedRelease(farm))
  if (build === undefined) throw new Error('no build')
  const { attempt } = await pi.start({ id: build.id })
  await db.update(attempts).set({ beatAt: sql`now() - interval '1 day'` }).where(eq(attempts.id, attempt))

  await setPresence(farm, presence)
  expect(await reapAttempts(farm)).toBe(0)

  await setPresence(farm)
  expect(await reapAttempts(farm)).toBe(1)
})

test('after a gap the farm counts as back from then on, and without one as there all along', async () => {
  const { db } = farm.database
  await setPresence(farm, { backS: 1_000, seenS: 5 })
  await notePresence(db, 20_000)
  expect(await wasPresent(db, 900_000, 20_000)).toBe(true)

  await setPresence(farm, { backS: 1_000, seenS: 30 })
  await notePresence(db, 20_000)
  expect(await wasPresent(db, 0, 20_000)).toBe(true)
  expect(await wasPresent(db, 1_000, 20_000)).toBe(false)
})
