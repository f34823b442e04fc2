import { and, count, desc, eq, getTableColumns, inArray, or, sql } from 'drizzle-orm'
import type { PackageId, ReleaseId } from '../../schema/ids.ts'
import { packages, releases, requiresPythons } from '../../schema/tables/packages.ts'
import { anyId, anyText } from './any-of.ts'
import { type PageRequest, pageIds, type Reader } from './page.ts'

export type PackageRow = typeof packages.$inferSelect
export type ReleaseRow = typeof releases.$inferSelect & { requiresPython: string | null }

/** The key of a release in its package's order. */
export interface ReleaseKey {
  sortKey: string
  id: ReleaseId
}

export async function readPackages(db: Reader, ids: readonly PackageId[]): Promise<PackageRow[]> {
  return db.select().from(packages).where(anyId(packages.id, ids))
}

/** @param names in normal form */
export async function readPackagesByName(db: Reader, names: readonly string[]): Promise<PackageRow[]> {
  return db.select().from(packages).where(anyText(packages.name, names))
}

export async function readReleases(db: Reader, ids: readonly ReleaseId[]): Promise<ReleaseRow[]> {
  return selectReleases(db).where(anyId(releases.id, ids))
}

/** The release with this very text, or else with the same canonical version. */
export async function findRelease(
  db: Reader,
  owner: PackageId,
  version: string,
  versionKey: string | null,
): Promise<ReleaseRow | null> {
  const same = versionKey === null ? undefined : eq(releases.versionKey, versionKey)
  const [row] = await selectReleases(db)
    .where(and(eq(releases.packageId, owner), or(eq(releases.version, version), same)))
    .orderBy(desc(eq(releases.version, version)), desc(releases.id))
    .limit(1)
  return row ?? null
}

/** A page of each package's releases, newest version first, with one row more when there is another page. */
export async function readReleasePages(
  db: Reader,
  owners: readonly PackageId[],
  page: PageRequest<ReleaseKey>,
): Promise<ReleaseRow[]> {
  const after = page.after ? sql`and (r.sort_key, r.id) < (${page.after.sortKey}, ${page.after.id})` : sql``
  const child = sql`select r.id from ${releases} r where r.package_id = parent.id ${after}
    order by r.sort_key desc, r.id desc`
  return selectReleases(db)
    .where(inArray(releases.id, pageIds(owners, page, child)))
    .orderBy(desc(releases.sortKey), desc(releases.id))
}

export async function countReleases(db: Reader, owners: readonly PackageId[]): Promise<Map<PackageId, number>> {
  const rows = await db
    .select({ owner: releases.packageId, releases: count() })
    .from(releases)
    .where(anyId(releases.packageId, owners))
    .groupBy(releases.packageId)
  return new Map(rows.map((row) => [row.owner, row.releases]))
}

function selectReleases(db: Reader) {
  return db
    .select({ ...getTableColumns(releases), requiresPython: requiresPythons.text })
    .from(releases)
    .leftJoin(requiresPythons, eq(requiresPythons.id, releases.requiresPythonId))
    .$dynamic()
}
