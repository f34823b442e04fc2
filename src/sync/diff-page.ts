import type { RequiresPythonId, TagSetId } from '../../schema/ids.ts'
import { isPrerelease, versionKey, versionSortKey } from '../ladder/version.ts'
import type {
  FileFacts,
  FileState,
  NewFile,
  NewRelease,
  PackageChanges,
  ReleaseState,
  ReleaseSum,
} from '../store/package-state.ts'
import type { Fault } from '../store/upstream-faults.ts'
import type { Gone } from '../store/upstream-hides.ts'
import type { PageFile } from './page-entry.ts'
import { sumOfFiles } from './sum-of-files.ts'

/** What a page says, and what is needed to compare it with what is known. */
export interface PageToDiff {
  versions: readonly string[]
  files: readonly PageFile[]
  untouched: readonly string[]
  requiresPythons: ReadonlyMap<string, RequiresPythonId>
  tagSets: ReadonlyMap<string, TagSetId>
  /** Why a release that the page does not list is gone. */
  goneReason(version: string): Gone
}

/** The changes that make the tables say what the page says. */
export interface PageDiff extends PackageChanges {
  faults: readonly Fault[]
}

/**
 * Compares a page with what is known of its package. Pure, and empty for a page that is known already. Nothing is ever
 * deleted: what the page does not list is marked. A file name is given once for ever: an entry with another hash is a fault,
 * and the file that is known stays.
 */
export function diffPage(
  known: { releases: readonly ReleaseState[]; files: readonly FileState[] },
  page: PageToDiff,
): PageDiff {
  const versionOf = new Map(known.releases.map((release) => [release.id, release.version]))
  const filesAfter = new FilesByVersion()
  const faults: Fault[] = []
  const changed: PackageChanges['files'][number][] = []
  const onPage = new Map(page.files.map((file) => [file.filename, file]))
  const left = new Set(page.untouched)
  for (const file of known.files) {
    const entry = onPage.get(file.filename)
    const version = versionOf.get(file.releaseId) ?? ''
    const verdict = judgeFile(file, entry, left.has(file.filename), faults)
    const after =
      verdict === 'update' && entry
        ? { ...factsOf(entry, page), version: entry.version, removed: false }
        : { ...file, version, removed: file.removed || verdict === 'remove' }
    if (!after.removed) filesAfter.add(after.version, after)
    if (after.version !== version || !sameFile(file, after)) changed.push({ ...after, id: file.id })
  }
  const knownNames = new Set(known.files.map((file) => file.filename))
  const newFiles = page.files.filter((file) => !knownNames.has(file.filename)).map((file) => newFile(file, page))
  for (const file of newFiles) filesAfter.add(file.version, file)
  return { ...diffReleases(known.releases, page, filesAfter), newFiles, files: changed, faults }
}

/** Files that will be on the page, by the version they belong to. */
class FilesByVersion {
  readonly #files = new Map<string, FileFacts[]>()

  add(version: string, file: FileFacts): void {
    const files = this.#files.get(version)
    if (files === undefined) this.#files.set(version, [file])
    else files.push(file)
  }

  of(version: string): readonly FileFacts[] {
    return this.#files.get(version) ?? []
  }
}

function judgeFile(
  file: FileState,
  entry: PageFile | undefined,
  left: boolean,
  faults: Fault[],
): 'update' | 'keep' | 'remove' {
  if (entry === undefined) return left ? 'keep' : 'remove'
  if (entry.sha256 === file.sha256) return 'update'
  const detail = `known with sha256 ${file.sha256}, now ${entry.sha256}: the known one is kept`
  faults.push({ code: 'PAGE_HASH_CHANGED', place: file.filename, detail })
  return 'keep'
}

function diffReleases(
  known: readonly ReleaseState[],
  page: PageToDiff,
  filesAfter: FilesByVersion,
): Pick<PackageChanges, 'newReleases' | 'releases'> {
  const listed = new Set([...page.versions, ...page.files.map((file) => file.version)])
  const releases: PackageChanges['releases'][number][] = []
  for (const release of known) {
    const after = releaseAfter(release, listed.has(release.version), filesAfter.of(release.version), page)
    if (after.gone !== release.gone || !sameSum(after, release)) releases.push(after)
    listed.delete(release.version)
  }
  const newReleases = [...listed].map(
    (version): NewRelease => ({
      version,
      versionKey: versionKey(version),
      sortKey: versionSortKey(version),
      isPrerelease: isPrerelease(version),
      ...sumOfFiles(filesAfter.of(version)),
    }),
  )
  return { newReleases, releases }
}

/** A release that is gone keeps what was known of it, for people to read and for the day it comes back. */
function releaseAfter(
  release: ReleaseState,
  listed: boolean,
  files: readonly FileFacts[],
  page: PageToDiff,
): ReleaseState {
  if (listed || files.length > 0) return { ...release, ...sumOfFiles(files), gone: null }
  return { ...release, gone: page.goneReason(release.version) }
}

function newFile(file: PageFile, page: PageToDiff): NewFile {
  return { ...factsOf(file, page), version: file.version, filename: file.filename, sha256: file.sha256 }
}

function factsOf(file: PageFile, { requiresPythons, tagSets }: PageToDiff): FileFacts {
  return {
    kind: file.kind,
    url: file.url,
    size: file.size,
    uploadedAt: file.uploadedAt,
    requiresPythonId: file.requiresPython === null ? null : (requiresPythons.get(file.requiresPython) ?? null),
    tagSetId: file.tags === null ? null : (tagSets.get(file.tags) ?? null),
    yanked: file.yanked,
    yankedReason: file.yankedReason,
  }
}

function sameFile(a: FileState, b: FileFacts & { removed: boolean }): boolean {
  return (
    a.removed === b.removed &&
    a.kind === b.kind &&
    a.url === b.url &&
    a.size === b.size &&
    sameTime(a.uploadedAt, b.uploadedAt) &&
    a.requiresPythonId === b.requiresPythonId &&
    a.tagSetId === b.tagSetId &&
    a.yanked === b.yanked &&
    a.yankedReason === b.yankedReason
  )
}

function sameSum(a: ReleaseSum, b: ReleaseSum): boolean {
  return (
    a.requiresPythonId === b.requiresPythonId &&
    sameTime(a.uploadedAt, b.uploadedAt) &&
    a.hasSdist === b.hasSdist &&
    a.yanked === b.yanked &&
    a.yankedReason === b.yankedReason
  )
}

function sameTime(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime()
}
