import { eq, sql } from 'drizzle-orm'
import type { FileId, PackageId, ReleaseId, RequiresPythonId, TagSetId } from '../../schema/ids.ts'
import { files, releases } from '../../schema/tables/packages.ts'
import { anyId } from './any-of.ts'
import type { Db, Tx } from './database.ts'
import type { Gone } from './upstream-hides.ts'

/** What a release is, summed over its files. */
export interface ReleaseSum {
  requiresPythonId: RequiresPythonId | null
  uploadedAt: Date | null
  hasSdist: boolean
  yanked: boolean
  yankedReason: string | null
}

export interface ReleaseState extends ReleaseSum {
  id: ReleaseId
  version: string
  gone: Gone | null
}

/** What upstream may change about a file. */
export interface FileFacts {
  kind: 'sdist' | 'wheel' | 'other'
  url: string
  size: number | null
  uploadedAt: Date | null
  requiresPythonId: RequiresPythonId | null
  tagSetId: TagSetId | null
  yanked: boolean
  yankedReason: string | null
}

export interface FileState extends FileFacts {
  id: FileId
  releaseId: ReleaseId
  filename: string
  sha256: string
  removed: boolean
}

export type NewRelease = Omit<ReleaseState, 'id' | 'gone'> & {
  versionKey: string | null
  sortKey: string
  isPrerelease: boolean
}
export type NewFile = FileFacts & { version: string; filename: string; sha256: string }

/** What to write so that the tables say what the page says. Versions tell to which release a file belongs. */
export interface PackageChanges {
  newReleases: readonly NewRelease[]
  releases: readonly Omit<ReleaseState, 'version'>[]
  newFiles: readonly NewFile[]
  files: readonly (FileFacts & { id: FileId; version: string; removed: boolean })[]
}

/** All releases and files of a package that were ever known. The caller holds the package's lock. */
export async function loadPackageState(
  tx: Tx,
  id: PackageId,
): Promise<{ releases: ReleaseState[]; files: FileState[] }> {
  const [knownReleases, knownFiles] = await Promise.all([
    tx.select(releaseColumns).from(releases).where(eq(releases.packageId, id)),
    tx
      .select(fileColumns)
      .from(files)
      .innerJoin(releases, eq(releases.id, files.releaseId))
      .where(eq(releases.packageId, id)),
  ])
  return { releases: knownReleases, files: knownFiles }
}

/** The versions of a package that were ever known. */
export async function loadVersions(db: Db, id: PackageId): Promise<Set<string>> {
  const rows = await db.select({ version: releases.version }).from(releases).where(eq(releases.packageId, id))
  return new Set(rows.map((row) => row.version))
}

/** Some releases by their ids. */
export async function loadReleaseStates(tx: Tx, ids: readonly ReleaseId[]): Promise<ReleaseState[]> {
  return tx.select(releaseColumns).from(releases).where(anyId(releases.id, ids))
}

/** Files of some releases, those that are gone among them. */
export async function loadFiles(tx: Tx, ids: readonly ReleaseId[]): Promise<FileState[]> {
  return tx.select(fileColumns).from(files).where(anyId(files.releaseId, ids))
}

const releaseColumns = {
  id: releases.id,
  version: releases.version,
  gone: releases.gone,
  requiresPythonId: releases.requiresPythonId,
  uploadedAt: releases.uploadedAt,
  hasSdist: releases.hasSdist,
  yanked: releases.yanked,
  yankedReason: releases.yankedReason,
}

const fileColumns = {
  id: files.id,
  releaseId: files.releaseId,
  filename: files.filename,
  kind: files.kind,
  url: files.url,
  sha256: files.sha256,
  size: files.size,
  uploadedAt: files.uploadedAt,
  requiresPythonId: files.requiresPythonId,
  tagSetId: files.tagSetId,
  yanked: files.yanked,
  yankedReason: files.yankedReason,
  removed: sql`${files.removedAt} is not null`.mapWith(Boolean),
}

/**
 * Writes changes, set by set: their cost is that of the rows they touch. The caller holds the package's lock.
 * @returns the ids of the new releases, and the names of new files that another package has already
 */
export async function writePackageChanges(
  tx: Tx,
  id: PackageId,
  changes: PackageChanges,
  idOfVersion: ReadonlyMap<string, ReleaseId>,
): Promise<{ fresh: ReleaseId[]; taken: string[] }> {
  const fresh = await insertReleases(tx, id, changes.newReleases)
  const idOf = (version: string) => fresh.get(version) ?? idOfVersion.get(version) ?? null
  await updateReleases(tx, changes.releases)
  await updateFiles(tx, changes.files, idOf)
  return { fresh: [...fresh.values()], taken: await insertFiles(tx, changes.newFiles, idOf) }
}

async function insertReleases(tx: Tx, id: PackageId, rows: readonly NewRelease[]): Promise<Map<string, ReleaseId>> {
  if (rows.length === 0) return new Map()
  const inserted = await tx.execute(sql`
    insert into releases (package_id, version, version_key, sort_key, is_prerelease, requires_python_id, uploaded_at,
      has_sdist, yanked, yanked_reason)
    select ${id}, r.* from jsonb_to_recordset(${toJson(rows)}::jsonb) as r("version" text, "versionKey" text, "sortKey" text,
      "isPrerelease" boolean, "requiresPythonId" bigint, "uploadedAt" timestamptz, "hasSdist" boolean, "yanked" boolean,
      "yankedReason" text)
    returning id, version`)
  // The row's own id, as text.
  return new Map([...inserted].map((row) => [String(row.version), Number(row.id) as ReleaseId]))
}

/** Writes the sums of releases and whether they are gone. A release that is there again is hidden no longer. */
export async function updateReleases(tx: Tx, rows: readonly Omit<ReleaseState, 'version'>[]): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(sql`
    update releases r set requires_python_id = c."requiresPythonId", uploaded_at = c."uploadedAt", has_sdist = c."hasSdist",
      yanked = c.yanked, yanked_reason = c."yankedReason", gone = c.gone,
      hidden_serial = case when c.gone is null then null else r.hidden_serial end
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as c(id bigint, "requiresPythonId" bigint, "uploadedAt" timestamptz,
      "hasSdist" boolean, yanked boolean, "yankedReason" text, gone gone_reason)
    where r.id = c.id`)
}

type IdOf = (version: string) => ReleaseId | null

async function updateFiles(tx: Tx, rows: PackageChanges['files'], idOf: IdOf): Promise<void> {
  if (rows.length === 0) return
  const json = toJson(rows.map((row) => ({ ...row, releaseId: idOf(row.version) })))
  await tx.execute(sql`
    update files f set release_id = coalesce(c."releaseId", f.release_id), kind = c.kind, url = c.url, size = c.size,
      uploaded_at = c."uploadedAt", requires_python_id = c."requiresPythonId", tag_set_id = c."tagSetId", yanked = c.yanked,
      yanked_reason = c."yankedReason", removed_at = case when c.removed then coalesce(f.removed_at, now()) end,
      hidden_serial = case when c.removed then f.hidden_serial end
    from jsonb_to_recordset(${json}::jsonb) as c(id bigint, "releaseId" bigint, kind file_kind, url text, size bigint,
      "uploadedAt" timestamptz, "requiresPythonId" bigint, "tagSetId" bigint, yanked boolean, "yankedReason" text,
      removed boolean)
    where f.id = c.id`)
}

async function insertFiles(tx: Tx, rows: readonly NewFile[], idOf: IdOf): Promise<string[]> {
  if (rows.length === 0) return []
  const json = toJson(rows.map((row) => ({ ...row, releaseId: idOf(row.version) })))
  const inserted = await tx.execute(sql`
    insert into files (release_id, filename, kind, url, sha256, size, uploaded_at, requires_python_id, tag_set_id, yanked,
      yanked_reason)
    select f.* from jsonb_to_recordset(${json}::jsonb) as f("releaseId" bigint, filename text, kind file_kind, url text,
      sha256 text, size bigint, "uploadedAt" timestamptz, "requiresPythonId" bigint, "tagSetId" bigint, yanked boolean,
      "yankedReason" text)
    on conflict (filename) do nothing returning filename`)
  const names = new Set([...inserted].map((row) => String(row.filename)))
  return rows.flatMap(({ filename }) => (names.has(filename) ? [] : [filename]))
}

/** Dates become RFC 3339 texts, which Postgres reads. */
function toJson(rows: readonly object[]): string {
  return JSON.stringify(rows)
}
