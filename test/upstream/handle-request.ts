import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { normaliseName } from '../../src/ladder/names.ts'
import type { Logger } from '../../src/logger.ts'
import { type Answer, acceptsGzip, plain, send } from './answer.ts'
import type { Cdn } from './cdn.ts'
import { answerXmlRpc, isWithoutRows } from './changelog.ts'
import type { Scene } from './commands.ts'
import { answerControl } from './control-route.ts'
import { distortIndex } from './distort.ts'
import { answerOfFault, type Distortion, type Faults, type FrozenPage, transportOf } from './faults.ts'
import type { World } from './model.ts'
import { chooseSimpleType, simpleJson } from './negotiate.ts'
import { readBody } from './read-body.ts'
import type { Registry } from './registry.ts'
import { answerGet } from './routes.ts'

export interface Site {
  /** The address that links begin with; known once the server listens. */
  base: string
  registry: Registry
  faults: Faults
  cdn: Cdn
}

const xmlRpcPaths = new Set(['/pypi', '/pypi/', '/RPC2'])
const maxCallBytes = 1024 ** 2

/** Answers one request, faults included; whatever is thrown becomes a 500. */
export async function handleRequest(
  site: Site,
  scene: Scene,
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger | undefined,
): Promise<void> {
  try {
    const path = decodePath(request.url ?? '/')
    if (path === null) send(request, response, plain(400, 'text/plain', 'malformed address'))
    else if (path === '/_ctl') send(request, response, await answerControl(scene, request))
    else await answerWithFaults(site, path, request, response)
  } catch (error) {
    log?.error({ err: error, url: request.url }, 'request failed')
    if (response.headersSent) response.destroy()
    else send(request, response, plain(500, 'text/plain', 'Internal Server Error'))
  }
  log?.debug({ method: request.method, url: request.url, status: response.statusCode }, 'request')
}

async function answerWithFaults(
  site: Site,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const hit = site.faults.take(path, acceptsGzip(request), serialAt(site.registry.world, path))
  if (hit === null) return send(request, response, await answerRoute(site, path, request))
  if (hit.fault.delayMs !== undefined) await sleep(hit.fault.delayMs)
  const replaced = answerOfFault(hit.fault) ?? hit.frozen?.(wantedType(request)) ?? null
  const answer = replaced ?? (await answerRoute(site, path, request, hit.fault.distort))
  if (hit.fault.distort !== undefined && isWithoutRows(answer)) hit.spared()
  send(request, response, answer, transportOf(hit.fault))
}

/** The serial that a route has reached: the project's, or the registry's. */
function serialAt(world: World, path: string): number {
  const [, , name = ''] = path.split('/')
  return world.projects.get(normaliseName(name))?.lastSerial ?? world.lastSerial
}

async function answerRoute(
  site: Site,
  path: string,
  request: IncomingMessage,
  distortion?: Distortion,
): Promise<Answer> {
  if (request.method === 'GET' || request.method === 'HEAD') {
    const answer = await answerThroughCdn(site, path, request)
    return distortion === undefined || path !== '/simple/' ? answer : distortIndex(answer, distortion)
  }
  if (request.method === 'POST' && xmlRpcPaths.has(path)) {
    return answerXmlRpc(site.registry.world, await readBody(request, maxCallBytes), distortion)
  }
  return plain(405, 'text/plain', '405 Method Not Allowed', { allow: 'GET, HEAD' })
}

/** HTML under its two types is one object of the CDN, delivered under the type that was asked for. */
async function answerThroughCdn(
  { registry, base, cdn }: Site,
  path: string,
  request: IncomingMessage,
): Promise<Answer> {
  const accept = wantedType(request)
  const type = path.startsWith('/simple') ? chooseSimpleType(accept) : null
  const variant = { path, type: type === simpleJson || type === null ? 'json' : 'html', gzip: acceptsGzip(request) }
  const answer = await cdn.through(variant, () => answerGet(registry, base, { path, accept }))
  if (variant.type === 'html' && answer.kind === 'page') {
    answer.headers['content-type'] = type === 'text/html' ? 'text/html; charset=UTF-8' : (type ?? undefined)
  }
  return answer
}

/** Keeps what a GET of this path answers now, in JSON and HTML. */
export async function freezePage(site: Site, path: string): Promise<FrozenPage> {
  const json = await answerGet(site.registry, site.base, { path, accept: simpleJson })
  const html = await answerGet(site.registry, site.base, { path, accept: 'text/html' })
  return (accept) => {
    const { headers, ...answer } = chooseSimpleType(accept) === simpleJson ? json : html
    return { ...answer, headers: { ...headers } }
  }
}

/** `?format=` wins over Accept, as at PyPI's edge. */
function wantedType(request: IncomingMessage): string | undefined {
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '')
  return query.get('format') ?? request.headers.accept
}

function decodePath(url: string): string | null {
  try {
    return decodeURIComponent(url.split(/[?#]/)[0] ?? '/')
  } catch {
    return null
  }
}
