import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'

export interface TestDatabase extends Database {
  url: string
}

/** A fresh, migrated database for one test file; `close` drops it, and fails when a connection to it was left open. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('adminDatabaseUrl')
  const name = `wheelyard_test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, (sql) => sql`create database ${sql(name)}`)
  const url = withDatabase(adminUrl, name)
  await migrateDatabase(url)
  const database = openDatabase(url)
  return {
    ...database,
    url,
    close: async () => {
      await database.close()
      await asAdmin(adminUrl, (sql) => sql`drop database ${sql(name)} with (force)`)
    },
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.toString()
}

async function asAdmin(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}
