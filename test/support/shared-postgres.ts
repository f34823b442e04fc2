import postgres from 'postgres'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { startOwnPostgres } from './own-postgres.ts'
import { isLeftover } from './run-name.ts'

/** Before the name of every database that tests make. */
export const TEST_DATABASE_PREFIX = 'wheelyard_test_'
const TEMPLATE_PREFIX = 'wheelyard_template_'
const ROLE_PREFIX = 'wheelyard_queue_'

export interface SharedPostgres {
  /** A database on the server, of a user that may create others. */
  adminUrl: string
  /** A migrated database that tests clone. */
  template: string
  close(): Promise<void>
}

/**
 * Finds the PostgreSQL of the tests (`TEST_DATABASE_URL`, else an embedded one started here), drops what killed runs
 * left on it, and makes the template.
 */
export async function openSharedPostgres(runName: string): Promise<SharedPostgres> {
  const given = process.env.TEST_DATABASE_URL
  const own = given === undefined || given === '' ? await startFast() : null
  const adminUrl = own?.url ?? given ?? ''
  const template = `${TEMPLATE_PREFIX}${runName}`
  await withAdmin(adminUrl, async (sql) => {
    await dropLeftovers(sql)
    await sql`create database ${sql(template)}`
  })
  await migrateDatabase(urlOfDatabase(adminUrl, template))
  return {
    adminUrl,
    template,
    close: async () => {
      if (own !== null) return own.close()
      await withAdmin(adminUrl, (sql) => sql`drop database if exists ${sql(template)} with (force)`)
    },
  }
}

/** A server whose data nobody will miss need not wait for the disk. */
async function startFast() {
  const own = await startOwnPostgres()
  await withAdmin(own.url, async (sql) => {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      await sql`alter system set ${sql(setting)} = off`
    }
    await sql`select pg_reload_conf()`
  })
  return own
}

async function dropLeftovers(sql: postgres.Sql): Promise<void> {
  const databases = await sql<{ name: string }[]>`select datname as name from pg_database`
  for (const { name } of databases) {
    if (!isLeftover(name, TEST_DATABASE_PREFIX) && !isLeftover(name, TEMPLATE_PREFIX)) continue
    await sql`drop database if exists ${sql(name)} with (force)`
  }
  const roles = await sql<{ name: string }[]>`select rolname as name from pg_roles`
  for (const { name } of roles) {
    if (isLeftover(name, `${ROLE_PREFIX}${TEST_DATABASE_PREFIX}`)) await sql`drop role if exists ${sql(name)}`
  }
}

/** The same server and user, another database. */
export function urlOfDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.toString()
}

/** Does something on one connection to the server's own database. */
export async function withAdmin<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}
