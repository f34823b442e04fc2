import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { packageRoot } from '../config.ts'
import type { Db } from './database.ts'

/** Whether the database answers at all. @throws when it does not */
export async function askDatabase(db: Db): Promise<void> {
  await db.execute(sql`select 1`)
}

/** Whether every migration that this code brings has been run on the database. */
export async function migrationsAreCurrent(db: Db): Promise<boolean> {
  const needed = readMigrationFiles({ migrationsFolder: join(packageRoot, 'migrations') }).at(-1)?.folderMillis ?? 0
  const [row] = await db.execute<{ newest: string | null }>(
    sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`,
  )
  return Number(row?.newest ?? 0) >= needed
}
