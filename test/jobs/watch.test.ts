import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attempts } from '../../schema/tables/builds.ts'
import { incidents } from '../../schema/tables/farm.ts'
import { builders } from '../../schema/tables/targets.ts'
import { lookForIncidents } from '../../src/jobs/watch.ts'
import { readVitals } from '../../src/store/vitals.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { addPlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(() => farm.close())

const listed = async () =>
  (await farm.database.db.select().from(incidents).orderBy(incidents.id)).map(({ kind, subject, endedAt }) => ({
    kind,
    subject,
    over: endedAt !== null,
  }))

test('the outage of 2019, starts without reports, is seen within the hour, once, and is over when reports come', async () => {
  const { db } = farm.database
  const pi = await addPlayedBuilder(farm, { targets: await addLadder(farm, 'cp310'), lastBeatAt: new Date() })
  const started = []
  for (let n = 0; n < 8; n += 1) {
    const [build] = await buildsOf(farm, await addPlannedRelease(farm))
    if (build === undefined) throw new Error('no build')
    started.push(await pi.start(build))
  }

  await lookForIncidents(farm)
  await lookForIncidents(farm)

  expect(await listed()).toEqual([{ kind: 'REPORTS_MISSING', subject: 'farm', over: false }])
  expect(await readVitals(db, farm.lostAfterMs)).toMatchObject({ starts: 8, reports: 0, lost: 0, builders: 1 })
  await farm.database.sql`update attempts set started_at = started_at - interval '2 hours'`
  await lookForIncidents(farm)
  expect(await readVitals(db, farm.lostAfterMs)).toMatchObject({ starts: 0, reports: 0, undelivered: 7 })
  expect(await listed()).toEqual([{ kind: 'REPORTS_MISSING', subject: 'farm', over: false }])
  for (const attempt of started) await pi.report(attempt, { failure: 'COMPILER' })
  await lookForIncidents(farm)
  expect(await listed()).toEqual([{ kind: 'REPORTS_MISSING', subject: 'farm', over: true }])
})

test('builders that are idle while builds wait are seen', async () => {
  const { db } = farm.database
  await addPlannedRelease(farm)
  const { targets } = await readVitals(db, farm.lostAfterMs)
  expect(targets).toMatchObject([{ name: 'cp310 linux_x86_64', builders: 1, idleBuilders: 1, waiting: 1, queued: 0 }])
  await db.update(attempts).set({ startedAt: sql`now() - interval '2 hours'` })
  await farm.database.sql`update builds set open_since = now() - interval '2 hours' where work is not null`

  await lookForIncidents(farm)
  expect((await listed()).at(-1)).toEqual({ kind: 'BUILDERS_IDLE', subject: 'cp310 linux_x86_64', over: false })

  await db
    .update(builders)
    .set({ pausedAt: sql`now()` })
    .where(eq(builders.id, 1 as never))
  await lookForIncidents(farm)
  expect((await listed()).at(-1)).toMatchObject({ over: true })
})

test('an upstream that was never reached is seen, and then pages that stay old', async () => {
  const { sql: run } = farm.database
  await run`insert into upstream_cursor (id, serial, moved_at, last_error) values (1, 0, now() - interval '1 hour', 'no route')`
  await lookForIncidents(farm)
  expect((await listed()).at(-1)).toEqual({ kind: 'SYNC_LAGS', subject: 'farm', over: false })

  await run`update upstream_cursor set reached_at = now(), last_error = null`
  await lookForIncidents(farm)
  expect((await listed()).at(-1)).toEqual({ kind: 'SYNC_LAGS', subject: 'farm', over: true })

  await run`insert into upstream_dirty (package_name, required_serial, urgent, first_at) values ('old', 1, true, now() - interval '7 hours')`
  await lookForIncidents(farm)
  expect((await listed()).at(-1)).toEqual({ kind: 'SYNC_LAGS', subject: 'farm', over: false })
})
