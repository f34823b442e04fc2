import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { packageRoot } from '../config.ts'
import { UpstreamError } from '../errors.ts'
import { advisoryLocks } from './advisory-locks.ts'

/**
 * Brings the farm's tables up to date. Safe to call at every start and from several processes at once.
 * @throws {UpstreamError} DATABASE_UNREACHABLE when the server is away, or does not take this user
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await connect(client)
    await client`select pg_advisory_lock(${advisoryLocks.migrate})`
    await migrate(drizzle(client), { migrationsFolder: join(packageRoot, 'migrations') })
  } finally {
    await client.end()
  }
}

async function connect(client: postgres.Sql): Promise<void> {
  try {
    await client`select 1`
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UpstreamError('DATABASE_UNREACHABLE', `the database cannot be used: ${why}`, { cause })
  }
}
