import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { packageRoot } from '../config.ts'

/** Number of the advisory lock that keeps two processes from migrating at once. */
const MIGRATION_LOCK = 7_201_902

/** Brings the farm's tables up to date. Safe to call at every start and from several processes at once. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`
    await migrate(drizzle(client), { migrationsFolder: join(packageRoot, 'migrations') })
  } finally {
    await client.end()
  }
}
