import { sql } from 'drizzle-orm'
import { farmPresence } from '../../schema/tables/farm.ts'
import type { Db } from './database.ts'

/**
 * Notes that builders can reach the farm. After a gap it counts as having been away, and as back from now on.
 * @param gapMs longer than this without a note is a gap, in milliseconds
 */
export async function notePresence(db: Db, gapMs: number): Promise<void> {
  const backSince = sql`case when ${farmPresence.seenAt} < now() - make_interval(secs => ${gapMs / 1_000})
    then now() else ${farmPresence.backSince} end`
  await db
    .insert(farmPresence)
    .values({ one: true })
    .onConflictDoUpdate({ target: farmPresence.one, set: { seenAt: sql`now()`, backSince } })
}

/** Whether builders could reach the farm for the whole of the last `forMs` milliseconds, as far as the notes tell. */
export async function wasPresent(db: Db, forMs: number, gapMs: number): Promise<boolean> {
  const rows = await db
    .select({ one: farmPresence.one })
    .from(farmPresence)
    .where(
      sql`${farmPresence.seenAt} >= now() - make_interval(secs => ${gapMs / 1_000})
        and ${farmPresence.backSince} <= now() - make_interval(secs => ${forMs / 1_000})`,
    )
  return rows.length === 1
}
