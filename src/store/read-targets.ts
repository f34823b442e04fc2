import { getTableColumns } from 'drizzle-orm'
import { targets } from '../../schema/tables/targets.ts'
import type { Reader } from './page.ts'

/** A target without its list of accepted tags, which is long and of no use to readers. */
export type TargetRow = Omit<typeof targets.$inferSelect, 'tags'>

/** All targets, in no order. There are a handful. */
export async function readTargets(db: Reader): Promise<TargetRow[]> {
  const { tags, ...columns } = getTableColumns(targets)
  return db.select(columns).from(targets)
}
