import { and, asc, eq, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { packages, releases, requiresPythons } from '../../schema/tables/packages.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import type { ProjectName } from '../ladder/names.ts'
import type { Db } from './database.ts'

/** A wheel as the index shows it. */
export interface IndexWheel {
  filename: string
  /** Of its release, as PyPI spells it. */
  version: string
  sha256: string
  /** Bytes. */
  size: number
  metadataSha256: string
  requiresPython: string | null
  yanked: boolean
  yankedReason: string | null
  publishedAt: Date
}

/** A package that the root page lists. */
export interface IndexProject {
  name: string
  displayName: string
}

/** What is behind a public file name. */
export interface ServableFile {
  sha256: string
  /** Bytes. */
  size: number
  metadataSha256: string
}

/**
 * The one rule of what users may get: a published wheel of a release and package that upstream shows now. A row that an
 * event has hidden is shown again only by a page at least as new as that event.
 */
const servable: SQL | undefined = and(
  isNull(wheels.withdrawnAt),
  isNull(releases.gone),
  isNull(packages.removedAt),
  ne(packages.status, 'quarantined'),
  or(isNull(packages.hiddenSerial), sql`${packages.pageSerial} >= ${packages.hiddenSerial}`),
  or(isNull(releases.hiddenSerial), sql`${packages.pageSerial} >= ${releases.hiddenSerial}`),
)

/** The servable wheels of a package, in the order of versions, then file names; none for a package that is not there. */
export async function readIndexWheels(db: Db, name: ProjectName): Promise<IndexWheel[]> {
  return db
    .select({
      filename: wheels.filename,
      version: releases.version,
      sha256: wheels.sha256,
      size: wheels.size,
      metadataSha256: wheels.metadataSha256,
      requiresPython: requiresPythons.text,
      yanked: releases.yanked,
      yankedReason: releases.yankedReason,
      publishedAt: wheels.publishedAt,
    })
    .from(wheels)
    .innerJoin(releases, eq(releases.id, wheels.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .leftJoin(requiresPythons, eq(requiresPythons.id, wheels.requiresPythonId))
    .where(and(eq(packages.name, name), servable))
    .orderBy(sql`${releases.sortKey} collate "C"`, sql`${wheels.filename} collate "C"`)
}

/** Every package with a servable wheel, by name. Reads as much as there are wheels: not for every request. */
export async function readIndexProjects(db: Db): Promise<IndexProject[]> {
  return db
    .selectDistinct({ name: packages.name, displayName: packages.displayName })
    .from(wheels)
    .innerJoin(releases, eq(releases.id, wheels.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(servable)
    .orderBy(asc(packages.name))
}

/** The wheel of that very name, if it may be served; null otherwise. */
export async function findServableWheel(db: Db, filename: string): Promise<ServableFile | null> {
  const [found] = await db
    .select({ sha256: wheels.sha256, size: wheels.size, metadataSha256: wheels.metadataSha256 })
    .from(wheels)
    .innerJoin(releases, eq(releases.id, wheels.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(and(eq(wheels.filename, filename), servable))
  return found ?? null
}
