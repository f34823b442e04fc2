import { eq, sql } from 'drizzle-orm'
import type { BuildId, ReleaseId } from '../../schema/ids.ts'
import { releases } from '../../schema/tables/packages.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import type { Tx } from './database.ts'

export type NewWheel = typeof wheels.$inferInsert

export async function insertWheel(tx: Tx, wheel: NewWheel): Promise<void> {
  await tx.insert(wheels).values(wheel)
}

/**
 * Names and build tags of all wheels that were ever published for a release, the withdrawn ones too: a name is given once. The
 * other spellings of its version (`1.0` and `1.0.0`) have a share in the names, so theirs are listed as well.
 */
export async function listGivenNames(
  tx: Tx,
  release: ReleaseId,
): Promise<{ filename: string; buildTag: string | null; build: BuildId }[]> {
  const own = sql`(select package_id, sort_key from ${releases} where ${releases.id} = ${release})`
  return tx
    .select({ filename: wheels.filename, buildTag: wheels.buildTag, build: wheels.buildId })
    .from(wheels)
    .innerJoin(releases, eq(releases.id, wheels.releaseId))
    .where(sql`(${releases.packageId}, ${releases.sortKey}) = ${own}`)
}
