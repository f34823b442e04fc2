import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvents } from '../../schema/tables/farm.ts'
import { packages } from '../../schema/tables/packages.ts'
import { skip, unskip } from '../../src/jobs/skip.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf, plan } from '../support/ladder-world.ts'
import { addFile, addRelease } from '../support/rows.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
  await addLadder(farm, 'cp311')
})
afterAll(() => farm.close())

test('a skip closes what is open and an unskip opens it again, each with actor and reason', async () => {
  const release = await addPlannedRelease(farm, { name: 'some-package' })

  await skip(farm, { package: 'Some_Package' }, 'anna', 'it needs a licence')
  expect(await buildsOf(farm, release)).toMatchObject([
    { verdict: 'CLOSED', work: null, note: 'skipped: it needs a licence' },
  ])
  await skip(farm, { package: 'some.package' }, 'bert', 'it needs two licences')
  const [row] = await farm.database.db.select().from(packages).where(eq(packages.name, 'some-package'))
  expect(row).toMatchObject({ skippedBy: 'bert', skipReason: 'it needs two licences' })
  await unskip(farm, { package: 'some-package' }, 'anna', 'we have them')

  expect(await buildsOf(farm, release)).toMatchObject([{ verdict: null, work: 'WAITING', climbing: true }])
  const audit = await farm.database.db.select().from(auditEvents).where(eq(auditEvents.subject, 'package:some-package'))
  expect(audit.map(({ actor, action, reason }) => [actor, action, reason])).toEqual([
    ['anna', 'package.skip', 'it needs a licence'],
    ['bert', 'package.skip', 'it needs two licences'],
    ['anna', 'package.unskip', 'we have them'],
  ])
})

test('one release can be left out by itself', async () => {
  const { db } = farm.database
  const left = await addPlannedRelease(farm, { name: 'in-part', version: '1.0' })
  const kept = await addRelease(db, { package: { id: left.packageId }, version: '2.0' })
  await addFile(db, { release: kept, filename: 'in-part-2.0.tar.gz' })
  await plan(farm, kept.id)

  await skip(farm, { package: 'In.Part', version: '1.0' }, 'anna', 'it was broken')
  expect(await buildsOf(farm, left)).toMatchObject([{ verdict: 'CLOSED', note: 'skipped: it was broken' }])
  expect(await buildsOf(farm, kept)).toMatchObject([{ verdict: null, work: 'WAITING' }])
  await unskip(farm, { package: 'in-part', version: '1.0' }, 'bert', 'it was not')

  expect(await buildsOf(farm, left)).toMatchObject([{ verdict: null, work: 'WAITING' }])
  const audit = await db.select().from(auditEvents).where(eq(auditEvents.subject, 'release:in-part 1.0'))
  expect(audit.map(({ actor, action }) => [actor, action])).toEqual([
    ['anna', 'release.skip'],
    ['bert', 'release.unskip'],
  ])
  const unknown = skip(farm, { package: 'in-part', version: '3' }, 'anna', 'why not')
  await expect(unknown).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN', status: 404 })
})

test('a package that the farm does not know, or no reason, is refused', async () => {
  const unknown = skip(farm, { package: 'nobody-knows' }, 'anna', 'why not')
  await expect(unknown).rejects.toMatchObject({ code: 'PACKAGE_UNKNOWN', status: 404 })
  await expect(skip(farm, { package: 'some-package' }, 'anna', ' ')).rejects.toMatchObject({ code: 'REASON_INVALID' })
})
