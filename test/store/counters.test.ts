import { afterAll, beforeAll, expect, test } from 'vitest'
import { counterDeltas } from '../../schema/tables/farm.ts'
import { advisoryLocks } from '../../src/store/advisory-locks.ts'
import { foldCounters, readCounters } from '../../src/store/counters.ts'
import { tryPollerLock } from '../../src/store/upstream-lock.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { addBuildRow, addPackage, addRelease, addTargetRow } from '../support/rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('counters are folded while another process polls upstream', async () => {
  const { db } = database
  const target = await addTargetRow(db)
  await addBuildRow(db, { release: await addRelease(db, { package: await addPackage(db) }), target })
  const polling = await tryPollerLock(database.sql)

  const folded = await db.transaction((tx) => foldCounters(tx))

  await polling?.release()
  expect(folded).toBeGreaterThan(0)
  expect(await db.select().from(counterDeltas)).toEqual([])
  expect((await readCounters(db)).get(target.id)).toEqual(
    new Map([
      ['WAITING', 1],
      ['OPEN:backlog', 1],
    ]),
  )
})

test('no two advisory locks share a number', () => {
  const numbers = Object.values(advisoryLocks)
  expect(new Set(numbers).size).toBe(numbers.length)
})
