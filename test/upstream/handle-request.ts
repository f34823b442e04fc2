import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../../src/logger.ts'
import { type Answer, acceptsGzip, plain, send } from './answer.ts'
import { answerXmlRpc } from './changelog.ts'
import type { Scene } from './commands.ts'
import { answerControl } from './control-route.ts'
import { answerOfFault, type Faults, type FrozenPage, truncationOf } from './faults.ts'
import { chooseSimpleType, simpleJson } from './negotiate.ts'
import { readBody } from './read-body.ts'
import type { Registry } from './registry.ts'
import { answerGet } from './routes.ts'

export interface Site {
  /** The address that links begin with; known once the server listens. */
  base: string
  registry: Registry
  faults: Faults
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
  const hit = site.faults.take(path, acceptsGzip(request))
  if (hit === null) return send(request, response, await answerRoute(site, path, request))
  if (hit.fault.delayMs !== undefined) await sleep(hit.fault.delayMs)
  const replaced = answerOfFault(hit.fault) ?? hit.frozen?.(wantedType(request)) ?? null
  const answer = replaced ?? (await answerRoute(site, path, request))
  if (hit.fault.dropSerial === true) delete answer.headers['x-pypi-last-serial']
  send(request, response, answer, truncationOf(hit.fault))
}

async function answerRoute(site: Site, path: string, request: IncomingMessage): Promise<Answer> {
  if (request.method === 'GET' || request.method === 'HEAD') {
    return answerGet(site.registry, site.base, { path, accept: wantedType(request) })
  }
  if (request.method === 'POST' && xmlRpcPaths.has(path)) {
    return answerXmlRpc(site.registry.world, await readBody(request, maxCallBytes))
  }
  return plain(405, 'text/plain', '405 Method Not Allowed', { allow: 'GET, HEAD' })
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
