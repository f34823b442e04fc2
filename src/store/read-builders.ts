import { and, desc, getTableColumns, isNull, lt } from 'drizzle-orm'
import type { BuilderId } from '../../schema/ids.ts'
import { builders, builderTargets } from '../../schema/tables/targets.ts'
import { anyId } from './any-of.ts'
import type { PageRequest, Reader } from './page.ts'

/** A builder without the hash of its key. */
export type BuilderRow = Omit<typeof builders.$inferSelect, 'keySha256'>

const { keySha256, ...columns } = getTableColumns(builders)

export async function readBuilders(db: Reader, ids: readonly BuilderId[]): Promise<BuilderRow[]> {
  return db.select(columns).from(builders).where(anyId(builders.id, ids))
}

/** Builders, the one enrolled last first, with one row more when there is another page. */
export async function readBuilderPage(db: Reader, page: PageRequest<BuilderId>): Promise<BuilderRow[]> {
  return db
    .select(columns)
    .from(builders)
    .where(page.after === null ? undefined : lt(builders.id, page.after))
    .orderBy(desc(builders.id))
    .limit(page.limit + 1)
}

/** Which targets each builder serves: those of its interpreters, less those that a person took it off. */
export async function readBuilderTargets(
  db: Reader,
  owners: readonly BuilderId[],
): Promise<(typeof builderTargets.$inferSelect)[]> {
  return db
    .select()
    .from(builderTargets)
    .where(and(anyId(builderTargets.builderId, owners), isNull(builderTargets.offAt)))
}
