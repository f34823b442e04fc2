import { normaliseName } from '../../src/ladder/names.ts'
import { type Answer, page, plain, redirect } from './answer.ts'
import { findRelease } from './find.ts'
import { projectLegacyJson, releaseLegacyJson } from './legacy-json.ts'
import type { Project } from './model.ts'
import { chooseSimpleType, simpleJson } from './negotiate.ts'
import type { Registry } from './registry.ts'
import { filePath, indexHtml, indexJson, projectHtml, projectJson } from './simple-page.ts'

/** A GET or HEAD, as far as the routes look at it. */
export interface PageRequest {
  /** Decoded once, without the query. */
  path: string
  accept: string | undefined
}

/** Answers what a mirror and pip may GET; the address for links is `base`. */
export async function answerGet(registry: Registry, base: string, request: PageRequest): Promise<Answer> {
  const [, root = '', ...rest] = request.path.split('/')
  if (root === 'simple') return answerSimple(registry, base, request, rest)
  if (root === 'pypi') return answerLegacy(registry, base, rest)
  if (root === 'packages') return answerFile(registry, request.path)
  return plain(404, 'text/plain; charset=UTF-8', '404 Not Found')
}

function answerSimple(registry: Registry, base: string, request: PageRequest, rest: string[]): Answer {
  const type = chooseSimpleType(request.accept)
  const [name, end, ...more] = rest
  if (name === undefined) return redirect('/simple/')
  if (name === '' && rest.length === 1) {
    const body = type === simpleJson ? indexJson(registry.world) : indexHtml(registry.world)
    return simplePage(type, body, registry.world.lastSerial)
  }
  if (end === undefined || normaliseName(name) !== name)
    return redirect(`/simple/${encodeURIComponent(normaliseName(name))}/`)
  const project = end === '' && more.length === 0 ? registry.world.projects.get(name) : undefined
  if (project === undefined) return plain(404, 'text/plain; charset=UTF-8', '404 Not Found')
  const body = type === simpleJson ? projectJson(project, base) : projectHtml(project, base)
  return simplePage(type, body, project.lastSerial)
}

function simplePage(type: string, body: string, serial: number): Answer {
  return page(type === 'text/html' ? 'text/html; charset=UTF-8' : type, body, {
    'cache-control': 'max-age=600, public',
    vary: 'Accept, Accept-Encoding',
    'x-pypi-last-serial': serial,
  })
}

function answerLegacy(registry: Registry, base: string, rest: string[]): Answer {
  const segments = rest.at(-1) === '' ? rest.slice(0, -1) : rest
  if (segments.at(-1) !== 'json') return notFoundJson()
  if (segments !== rest) return redirect(`/pypi/${segments.map(encodeURIComponent).join('/')}`)
  const [name = '', version] = segments
  const project = registry.world.projects.get(normaliseName(name))
  if (project === undefined || segments.length > 3) return notFoundJson()
  const body = segments.length === 2 ? projectLegacyJson(project, base) : releaseJson(project, version ?? '', base)
  if (body === null) return notFoundJson()
  return page('application/json', body, {
    'cache-control': 'max-age=900, public',
    vary: 'Accept-Encoding',
    'x-pypi-last-serial': project.lastSerial,
  })
}

function releaseJson(project: Project, version: string, base: string): string | null {
  const release = findRelease(project, version)
  return release === null ? null : releaseLegacyJson(project, release, base)
}

function notFoundJson(): Answer {
  return plain(404, 'application/json', '{"message": "Not Found"}')
}

/** Bytes stay downloadable after a removal, as on PyPI: absence from the page is the signal. */
async function answerFile(registry: Registry, path: string): Promise<Answer> {
  const wantsMetadata = path.endsWith('.metadata')
  const filename = path.slice(path.lastIndexOf('/') + 1).replace(/\.metadata$/, '')
  const file = registry.world.uploads.get(filename)
  const expected = file === undefined ? null : decodeURIComponent(filePath(file)) + (wantsMetadata ? '.metadata' : '')
  const hash = wantsMetadata ? file?.metadataSha256 : file?.sha256
  const bytes = expected === path && hash != null ? await registry.blobs.get(hash) : null
  if (bytes === null) return plain(404, 'text/plain', '404 Not Found')
  return {
    status: 200,
    headers: {
      'content-type': wantsMetadata ? 'binary/octet-stream' : 'application/octet-stream',
      'cache-control': 'max-age=365000000, immutable, public',
    },
    body: bytes,
    kind: 'file',
  }
}
