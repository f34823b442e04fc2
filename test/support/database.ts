import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { inject } from 'vitest'
import { queueRole } from '../../src/jobs/postgres-queues.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { cloneDatabase } from './clone-database.ts'
import { withAdmin } from './shared-postgres.ts'

export interface TestDatabase extends Database {
  url: string
}

/** Connections take a moment to end after their client has let go of them. */
const LEAK_MS = 10_000

/**
 * A fresh, migrated database for one test file; `close` drops it, and fails when a connection to it was left open.
 * @param options.migrated false for one without any table
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const adminUrl = inject('adminDatabaseUrl')
  const { name, url } = await cloneDatabase(adminUrl, migrated ? inject('templateDatabase') : 'template1')
  const database = openDatabase(url)
  return {
    ...database,
    url,
    close: async () => {
      await database.close()
      const left = await withAdmin(adminUrl, (sql) => dropDatabase(sql, name))
      if (left.length > 0) throw new Error(`connections to the test database were left open:\n${left.join('\n')}`)
    },
  }
}

/** Returns the last statements of the connections that were still there. */
async function dropDatabase(sql: postgres.Sql, name: string): Promise<string[]> {
  const connections = () => sql<{ text: string }[]>`
    select coalesce(nullif(application_name, ''), usename) || ': ' || query as text from pg_stat_activity
    where datname = ${name} and backend_type = 'client backend'`
  let left = await connections()
  for (const deadline = Date.now() + LEAK_MS; left.length > 0 && Date.now() < deadline; left = await connections()) {
    await sleep(50)
  }
  await sql`drop database if exists ${sql(name)} with (force)`
  await sql`drop role if exists ${sql(queueRole(name))}`
  return left.map(({ text }) => text)
}
