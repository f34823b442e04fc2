import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { packageRoot } from '../config.ts'
import { advisoryLocks } from './advisory-locks.ts'

/** Brings the farm's tables up to date. Safe to call at every start and from several processes at once. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${advisoryLocks.migrate})`
    await migrate(drizzle(client), { migrationsFolder: join(packageRoot, 'migrations') })
  } finally {
    await client.end()
  }
}
