import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvents } from '../../schema/tables/farm.ts'
import { packages } from '../../schema/tables/packages.ts'
import { skipPackage, unskipPackage } from '../../src/jobs/skip.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
  await addLadder(farm, 'cp311')
})
afterAll(() => farm.close())

test('a skip closes what is open and an unskip opens it again, each with actor and reason', async () => {
  const release = await addPlannedRelease(farm, { name: 'some-package' })

  await skipPackage(farm, 'Some_Package', 'anna', 'it needs a licence')
  expect(await buildsOf(farm, release)).toMatchObject([
    { verdict: 'CLOSED', work: null, note: 'skipped: it needs a licence' },
  ])
  await skipPackage(farm, 'some.package', 'bert', 'it needs two licences')
  const [row] = await farm.database.db.select().from(packages).where(eq(packages.name, 'some-package'))
  expect(row).toMatchObject({ skippedBy: 'bert', skipReason: 'it needs two licences' })
  await unskipPackage(farm, 'some-package', 'anna', 'we have them')

  expect(await buildsOf(farm, release)).toMatchObject([{ verdict: null, work: 'WAITING', climbing: true }])
  const audit = await farm.database.db.select().from(auditEvents).where(eq(auditEvents.subject, 'package:some-package'))
  expect(audit.map(({ actor, action, reason }) => [actor, action, reason])).toEqual([
    ['anna', 'package.skip', 'it needs a licence'],
    ['bert', 'package.skip', 'it needs two licences'],
    ['anna', 'package.unskip', 'we have them'],
  ])
})

test('a package that the farm does not know, or no reason, is refused', async () => {
  const unknown = skipPackage(farm, 'nobody-knows', 'anna', 'why not')
  await expect(unknown).rejects.toMatchObject({ code: 'PACKAGE_UNKNOWN', status: 404 })
  await expect(skipPackage(farm, 'some-package', 'anna', ' ')).rejects.toMatchObject({ code: 'REASON_INVALID' })
})
