import { normaliseName } from '../../src/ladder/names.ts'
import { compareVersions } from '../../src/ladder/version.ts'
import type { Project, Release, StoredFile, World } from './model.ts'
import { patched } from './patched.ts'

const apiVersion = '1.4'

interface Listed {
  release: Release
  file: StoredFile
}

/** Where a file is downloaded: blake2b-256 of the content in three parts, as on PyPI's files host. */
export function filePath(file: StoredFile): string {
  const hash = file.blake2b256
  const name = encodeURIComponent(file.filename)
  return `/packages/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}/${name}`
}

/** `isoformat()` of Python with a Z: microseconds, and no fraction at all when it is zero. */
export function pythonTime(uploadedAt: string): string {
  return uploadedAt.replace(/(\.\d{3})Z$/, '$1000Z').replace('.000000Z', 'Z')
}

/** `GET /simple/` as JSON: every project that is not quarantined, in the order of its normalised name. */
export function indexJson(world: World): string {
  const projects = listedProjects(world).map(({ displayName, lastSerial }) => ({
    '_last-serial': lastSerial,
    name: displayName,
  }))
  return `${JSON.stringify({ meta: { '_last-serial': world.lastSerial, 'api-version': apiVersion }, projects })}\n`
}

export function indexHtml(world: World): string {
  const links = listedProjects(world).map(
    ({ displayName }) => `    <a href="/simple/${normaliseName(displayName)}/">${escapeHtml(displayName)}</a>\n`,
  )
  const head = `    <meta name="pypi:repository-version" content="${apiVersion}">\n    <title>Simple index</title>\n`
  return htmlPage(head, links.join(''), world.lastSerial)
}

/** `GET /simple/<name>/` as JSON, keys sorted as PyPI sends them. */
export function projectJson(project: Project, base: string): string {
  const files = listedFiles(project).map(({ release, file }) => {
    const coreMetadata = file.metadataSha256 === null ? false : { sha256: file.metadataSha256 }
    return patched(project, 'simple', file.filename, {
      'core-metadata': coreMetadata,
      'data-dist-info-metadata': coreMetadata,
      filename: file.filename,
      hashes: { sha256: file.sha256 },
      provenance: null,
      'requires-python': release.metadata.requiresPython,
      size: file.size,
      'upload-time': pythonTime(file.uploadedAt),
      url: base + filePath(file),
      yanked: release.yanked ? release.yankedReason || true : false,
    })
  })
  const page = patched(project, 'simple', null, {
    files,
    meta: { '_last-serial': project.lastSerial, 'api-version': apiVersion },
    name: normaliseName(project.displayName),
    'project-status': { status: project.status },
    versions: [...new Set(listedFiles(project).map(({ release }) => release.version))],
  })
  return `${JSON.stringify(page)}\n`
}

export function projectHtml(project: Project, base: string): string {
  const name = escapeHtml(normaliseName(project.displayName))
  const links = listedFiles(project).map((listed) => `    ${anchor(listed, base)}<br />\n`)
  const head = [
    `    <meta name="pypi:repository-version" content="${apiVersion}">\n`,
    `    <meta name="pypi:project-status" content="${project.status}">\n`,
    `    <title>Links for ${name}</title>\n`,
  ]
  return htmlPage(head.join(''), `    <h1>Links for ${name}</h1>\n${links.join('')}`, project.lastSerial)
}

function anchor({ release, file }: Listed, base: string): string {
  const metadata = file.metadataSha256 === null ? null : `sha256=${file.metadataSha256}`
  const attributes = [
    ['href', `${base}${filePath(file)}#sha256=${file.sha256}`],
    ['data-requires-python', release.metadata.requiresPython],
    ['data-yanked', release.yanked ? (release.yankedReason ?? '') : null],
    ['data-dist-info-metadata', metadata],
    ['data-core-metadata', metadata],
  ].flatMap(([key, value]) => (value == null ? [] : [`${key}="${escapeHtml(value)}"`]))
  return `<a ${attributes.join(' ')}>${escapeHtml(file.filename)}</a>`
}

function htmlPage(head: string, body: string, serial: number): string {
  return `<!DOCTYPE html>\n<html>\n  <head>\n${head}  </head>\n  <body>\n${body}  </body>\n</html>\n<!--SERIAL ${serial}-->`
}

function listedProjects(world: World): Project[] {
  return [...world.projects.entries()]
    .filter(([, project]) => project.status !== 'quarantined')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, project]) => project)
}

/** By version, then file name; a quarantined project or release shows nothing. */
function listedFiles(project: Project): Listed[] {
  if (project.status === 'quarantined') return []
  return [...project.releases.values()]
    .filter((release) => !release.quarantined)
    .sort((a, b) => compareVersions(a.version, b.version))
    .flatMap((release) =>
      [...release.files].sort((a, b) => (a.filename < b.filename ? -1 : 1)).map((file) => ({ release, file })),
    )
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
