import { eq, sql } from 'drizzle-orm'
import { upstreamCursor, upstreamDirty } from '../../schema/tables/packages.ts'
import type { Reader } from './page.ts'

export type SyncRow = typeof upstreamCursor.$inferSelect

/** The one row that says how far upstream was followed; null before the first look at it. */
export async function readSync(db: Reader): Promise<SyncRow | null> {
  const [row] = await db.select().from(upstreamCursor).where(eq(upstreamCursor.id, 1))
  return row ?? null
}

/** How many pages are due, counted up to `bound` + 1. */
export async function countDirty(db: Reader, bound: number): Promise<number> {
  const some = db
    .select({ one: sql`1`.as('one') })
    .from(upstreamDirty)
    .limit(bound + 1)
    .as('some')
  const [row] = await db.select({ due: sql<number>`count(*)`.mapWith(Number) }).from(some)
  return row?.due ?? 0
}
