import postgres from 'postgres'
import { queueRole } from '../src/jobs/postgres-queues.ts'
import { migrateDatabase } from '../src/store/migrate.ts'
import { startOwnPostgres } from '../test/support/own-postgres.ts'
import { newRunName } from '../test/support/run-name.ts'
import { urlOfDatabase, withAdmin } from '../test/support/shared-postgres.ts'
import type { Bench } from './bench.ts'

/** A PostgreSQL where a bench makes databases of its own. */
export interface BenchServer {
  adminUrl: string
  /** `embedded`, with its default settings, or `given` by TEST_DATABASE_URL. */
  kind: 'embedded' | 'given'
}

/** The server that TEST_DATABASE_URL names, else an embedded one in a temporary folder, stopped and removed at the end. */
export async function openServer(bench: Bench): Promise<BenchServer> {
  const given = process.env.TEST_DATABASE_URL ?? ''
  if (given !== '') return { adminUrl: given, kind: 'given' }
  bench.say('starting a PostgreSQL')
  const own = await startOwnPostgres()
  bench.opened('PostgreSQL', own.close)
  return { adminUrl: own.url, kind: 'embedded' }
}

export interface BenchDatabase {
  url: string
  /** Drops it before the bench ends; else it is dropped then. */
  drop(): Promise<void>
}

/** A fresh, migrated database. */
export async function createDatabase(bench: Bench, { adminUrl }: BenchServer): Promise<BenchDatabase> {
  const name = `wheelyard_bench_${newRunName()}`
  const url = urlOfDatabase(adminUrl, name)
  await withAdmin(adminUrl, (sql) => sql`create database ${sql(name)}`)
  const drop = () =>
    withAdmin(adminUrl, async (sql) => {
      await sql`drop database if exists ${sql(name)} with (force)`
      await sql`drop role if exists ${sql(queueRole(name))}`
    })
  bench.opened(`database ${name}`, drop)
  await migrateDatabase(url)
  return { url, drop }
}

/** A client for bulk statements; its notices are not shown. */
export function openSql(bench: Bench, url: string): postgres.Sql {
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  bench.opened('connections of the bench', () => sql.end({ timeout: 5 }))
  return sql
}
