import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { PackageId, ReleaseId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import type { Tx } from './database.ts'

/** Marks a package as skipped by a person; a second skip replaces the reason. @returns null if there is no such package */
export async function setSkip(tx: Tx, name: string, actor: string, reason: string): Promise<PackageId | null> {
  const [row] = await tx
    .update(packages)
    .set({ skippedAt: sql`now()`, skippedBy: actor, skipReason: reason })
    .where(eq(packages.name, name))
    .returning({ id: packages.id })
  return row?.id ?? null
}

export async function clearSkip(tx: Tx, name: string): Promise<PackageId | null> {
  const [row] = await tx
    .update(packages)
    .set({ skippedAt: null, skippedBy: null, skipReason: null })
    .where(eq(packages.name, name))
    .returning({ id: packages.id })
  return row?.id ?? null
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
