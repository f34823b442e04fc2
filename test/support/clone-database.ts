import { newRunName } from './run-name.ts'
import { TEST_DATABASE_PREFIX, urlOfDatabase, withAdmin } from './shared-postgres.ts'

/** A database that was made from a template. */
export interface ClonedDatabase {
  name: string
  url: string
  /** Drops it, whoever is connected. */
  drop(): Promise<void>
}

export async function cloneDatabase(adminUrl: string, template: string): Promise<ClonedDatabase> {
  const name = `${TEST_DATABASE_PREFIX}${newRunName()}`
  await withAdmin(adminUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)}`)
  return {
    name,
    url: urlOfDatabase(adminUrl, name),
    drop: () => withAdmin(adminUrl, async (sql) => void (await sql`drop database if exists ${sql(name)} with (force)`)),
  }
}
