import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
})
afterAll(() => database.close())

test('migrating from empty makes every table, and migrating again changes nothing', async () => {
  const tables = () => database.sql`select table_name, column_name from information_schema.columns
    where table_schema = 'public' order by 1, 2`
  expect(await tables()).toEqual([])

  await Promise.all([migrateDatabase(database.url), migrateDatabase(database.url)])
  const before = await tables()
  await migrateDatabase(database.url)

  expect(before.map((row) => row.table_name)).toContain('attempts')
  expect(await tables()).toEqual(before)
})
