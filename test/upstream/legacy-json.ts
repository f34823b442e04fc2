import { normaliseName } from '../../src/ladder/names.ts'
import { compareVersions, isPrerelease } from '../../src/ladder/version.ts'
import type { Project, Release, StoredFile } from './model.ts'
import { patched } from './patched.ts'
import { filePath, pythonTime } from './simple-page.ts'

/** `GET /pypi/<name>/json`; null (a 404) when there is no release to show, although `/simple/<name>/` answers. */
export function projectLegacyJson(project: Project, base: string): string | null {
  const shown = shownReleases(project)
  const latest = [...shown].sort(compareLatest).at(-1)
  if (latest === undefined) return null
  const releases = Object.fromEntries(
    shown.map((release) => [release.version, release.files.map((file) => fileToJson(project, release, file, base))]),
  )
  return JSON.stringify({ ...releasePage(project, latest, base), releases })
}

/** `GET /pypi/<name>/<version>/json`; null (a 404) when that release is hidden. */
export function releaseLegacyJson(project: Project, release: Release, base: string): string | null {
  if (!shownReleases(project).includes(release)) return null
  return JSON.stringify(releasePage(project, release, base))
}

function shownReleases(project: Project): Release[] {
  if (project.status === 'quarantined') return []
  return [...project.releases.values()].filter((release) => !release.quarantined)
}

/** The latest comes last: not yanked, then not a pre-release, then the highest. */
function compareLatest(a: Release, b: Release): number {
  return (
    Number(b.yanked) - Number(a.yanked) ||
    Number(isPrerelease(b.version)) - Number(isPrerelease(a.version)) ||
    compareVersions(a.version, b.version)
  )
}

function releasePage(project: Project, release: Release, base: string): object {
  return {
    info: infoOf(project, release, base),
    last_serial: project.lastSerial,
    ownership: { organization: null, roles: [{ role: 'Owner', user: 'stand-in' }] },
    urls: release.files.map((file) => fileToJson(project, release, file, base)),
    vulnerabilities: [],
  }
}

const absentInfo = {
  author: '',
  author_email: '',
  bugtrack_url: null,
  classifiers: [],
  description: '',
  description_content_type: null,
  docs_url: null,
  download_url: null,
  downloads: { last_day: -1, last_month: -1, last_week: -1 },
  dynamic: null,
  home_page: '',
  keywords: null,
  license: null,
  license_expression: null,
  license_files: null,
  maintainer: null,
  maintainer_email: null,
  platform: null,
  project_urls: null,
  provides_extra: null,
}

function infoOf(project: Project, release: Release, base: string): object {
  const { summary, requiresPython, requiresDist } = release.metadata
  const name = normaliseName(project.displayName)
  return patched(project, 'json', null, {
    ...absentInfo,
    name: project.displayName,
    package_url: `${base}/project/${name}/`,
    project_url: `${base}/project/${name}/`,
    release_url: `${base}/project/${name}/${release.version}/`,
    requires_dist: requiresDist.length === 0 ? null : requiresDist,
    requires_python: requiresPython,
    summary,
    version: release.version,
    yanked: release.yanked,
    yanked_reason: release.yankedReason,
  })
}

function fileToJson(project: Project, release: Release, file: StoredFile, base: string): object {
  return patched(project, 'json', file.filename, {
    comment_text: null,
    'core-metadata': file.metadataSha256 === null ? false : { sha256: file.metadataSha256 },
    digests: { blake2b_256: file.blake2b256, md5: file.md5, sha256: file.sha256 },
    downloads: -1,
    filename: file.filename,
    has_sig: false,
    md5_digest: file.md5,
    packagetype: file.packagetype,
    python_version: file.pythonVersion,
    requires_python: release.metadata.requiresPython,
    size: file.size,
    upload_time: file.uploadedAt.replace(/\.\d+Z$/, ''),
    upload_time_iso_8601: pythonTime(file.uploadedAt),
    url: base + filePath(file),
    yanked: release.yanked,
    yanked_reason: release.yankedReason,
  })
}
