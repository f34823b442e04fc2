import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvents } from '../../schema/tables/farm.ts'
import { packages } from '../../schema/tables/packages.ts'
import { targets } from '../../schema/tables/targets.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease } from '../support/ladder-world.ts'
import { addPackage } from '../support/rows.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(() => farm.close())

const actionsOf = async (subject: string) =>
  (
    await farm.database.db.select().from(auditEvents).where(eq(auditEvents.subject, subject)).orderBy(auditEvents.id)
  ).map(({ actor, action }) => `${actor} ${action}`)

test('what becomes of a package upstream is written down', async () => {
  const { db } = farm.database
  const { id } = await addPackage(db, { name: 'recorded' })
  for (const change of [
    { status: 'quarantined' as const },
    { removedAt: sql`now()` },
    { removedAt: null },
    { summary: 'x' },
  ]) {
    await db.update(packages).set(change).where(eq(packages.id, id))
  }
  expect(await actionsOf('package:recorded')).toEqual([
    'upstream package.status',
    'upstream package.remove',
    'upstream package.restore',
  ])
})

test('that a target rests, and works again, is written down', async () => {
  const { db } = farm.database
  const [target] = await addLadder(farm, 'cp310')
  if (target === undefined) throw new Error('no target')
  for (const breakerUntil of [sql`now()`, null]) {
    await db.update(targets).set({ breakerUntil }).where(eq(targets.id, target.id))
  }
  expect(await actionsOf('target:cp310:linux_x86_64')).toEqual(['farm target.rest', 'farm target.work'])
})

test('no record is rewritten or taken away', async () => {
  const { sql: client } = farm.database
  await addPlannedRelease(farm)
  for (const table of ['audit_events', 'build_events']) {
    const name = client(table)
    await expect(client`update ${name} set actor = 'nobody'`).rejects.toThrow('append-only')
    await expect(client`delete from ${name}`).rejects.toThrow('append-only')
    await expect(client`truncate ${name}`).rejects.toThrow('append-only')
  }
})
