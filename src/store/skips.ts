import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { PackageId, ReleaseId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import type { Tx } from './database.ts'

/** Who left something out, and why; null when nobody does any more. */
export type SkipMark = { actor: string; reason: string } | null

export async function setPackageSkip(tx: Tx, id: PackageId, mark: SkipMark): Promise<void> {
  await tx.update(packages).set(columnsOf(mark)).where(eq(packages.id, id))
}

export async function setReleaseSkip(tx: Tx, id: ReleaseId, mark: SkipMark): Promise<void> {
  await tx.update(releases).set(columnsOf(mark)).where(eq(releases.id, id))
}

function columnsOf(mark: SkipMark) {
  if (mark === null) return { skippedAt: null, skippedBy: null, skipReason: null }
  return { skippedAt: sql`now()`, skippedBy: mark.actor, skipReason: mark.reason }
}

/** Releases of a package that have something to do. */
export async function listOpenReleases(tx: Tx, owner: PackageId): Promise<ReleaseId[]> {
  const rows = await tx
    .selectDistinct({ id: releases.id })
    .from(releases)
    .innerJoin(builds, eq(builds.releaseId, releases.id))
    .where(and(eq(releases.packageId, owner), isNotNull(builds.work)))
  return rows.map(({ id }) => id)
}

export async function listReleases(tx: Tx, owner: PackageId): Promise<ReleaseId[]> {
  const rows = await tx.select({ id: releases.id }).from(releases).where(eq(releases.packageId, owner))
  return rows.map(({ id }) => id)
}
