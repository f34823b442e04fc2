import { sql } from 'drizzle-orm'
import { farmPresence } from '../../schema/tables/farm.ts'
import type { Farm } from '../../src/jobs/farm.ts'

/** Makes the farm one that builders could reach for the last hour, or since and until when a test says (seconds ago). */
export async function setPresence(
  farm: Pick<Farm, 'database'>,
  given: { backS?: number; seenS?: number } = {},
): Promise<void> {
  const ago = (seconds: number) => sql`now() - make_interval(secs => ${seconds})`
  const row = { backSince: ago(given.backS ?? 3_600), seenAt: ago(given.seenS ?? 0) }
  await farm.database.db
    .insert(farmPresence)
    .values({ one: true, ...row })
    .onConflictDoUpdate({ target: farmPresence.one, set: row })
}
