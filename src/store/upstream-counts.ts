import { sql } from 'drizzle-orm'
import { upstreamCounts } from '../../schema/tables/packages.ts'
import type { Db } from './database.ts'

export async function addUpstreamCounts(db: Db, counts: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...counts].map(([key, value]) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : 1))
  if (rows.length === 0) return
  await db
    .insert(upstreamCounts)
    .values(rows)
    .onConflictDoUpdate({ target: upstreamCounts.key, set: { value: sql`${upstreamCounts.value} + excluded.value` } })
}

export async function readUpstreamCounts(db: Db): Promise<Map<string, number>> {
  return new Map((await db.select().from(upstreamCounts)).map(({ key, value }) => [key, value]))
}
