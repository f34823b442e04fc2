import { getTableColumns, sql } from 'drizzle-orm'
import type { TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { targets } from '../../schema/tables/targets.ts'
import type { Reader } from './page.ts'

/** A target without its list of accepted tags, which is long and of no use to readers. */
export type TargetRow = Omit<typeof targets.$inferSelect, 'tags'>

/** All targets, in no order. There are a handful. */
export async function readTargets(db: Reader): Promise<TargetRow[]> {
  const { tags, ...columns } = getTableColumns(targets)
  return db.select(columns).from(targets)
}

/**
 * Since when the oldest build of each target is open that is neither parked nor held: one step of an index for each target. A target
 * with none is missing.
 */
export async function readOldestOpen(db: Reader): Promise<Map<TargetId, Date>> {
  const rows = await db.execute<{ target: string; ms: string }>(sql`
    select t.id as target, floor(extract(epoch from oldest.open_since) * 1000) as ms
    from ${targets} t cross join lateral (
      select b.open_since from ${builds} b where b.target_id = t.id and b.work in ('WAITING', 'BUILDING', 'RETRY')
      order by b.open_since limit 1) as oldest`)
  // The column holds ids of targets alone.
  return new Map(rows.map(({ target, ms }) => [Number(target) as TargetId, new Date(Number(ms))]))
}
