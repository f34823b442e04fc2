import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Page, Representation } from '../index/page.ts'
import { choosePageType, type PageType } from '../index/page-type.ts'
import type { IndexPages } from '../index/pages.ts'
import { ProjectName } from '../ladder/names.ts'
import { isNotModified } from './not-modified.ts'

/** Projects change at any moment, and clients since pip 26.2 believe this; stale pages are better than none for a day. */
const PROJECT_CACHE = 'public, max-age=60, stale-if-error=86400'
const ROOT_CACHE = 'public, max-age=600, stale-if-error=86400'

/** The index that pip and uv install from: PEP 503 and 691. */
export function mountSimpleRoutes(app: FastifyInstance, pages: IndexPages): void {
  const method = ['GET', 'HEAD']
  app.route({ method, url: '/simple', handler: async (_request, reply) => reply.redirect('simple/', 301) })
  app.route({
    method,
    url: '/simple/',
    handler: async (request, reply) => {
      const type = choosePageType(request.headers.accept)
      return sendPage(request, reply, type, await pages.root(type.form), ROOT_CACHE)
    },
  })
  app.route<{ Params: { name: string } }>({
    method,
    url: '/simple/:name',
    handler: async (request, reply) => redirectOr404(reply, request.params.name, (name) => `${name}/`),
  })
  app.route<{ Params: { name: string } }>({
    method,
    url: '/simple/:name/',
    handler: async (request, reply) => {
      const name = ProjectName.safeParse(request.params.name)
      if (!name.success) return notFound(reply)
      if (name.data !== request.params.name) return redirectOr404(reply, name.data, () => `../${name.data}/`)
      const type = choosePageType(request.headers.accept)
      const page = await pages.project(name.data, type.form)
      return page === null ? notFound(reply) : sendPage(request, reply, type, page, PROJECT_CACHE)
    },
  })
}

/** To the one address of a project; relative, because only the client knows under what name and path it reached us. */
function redirectOr404(reply: FastifyReply, raw: string, location: (name: ProjectName) => string): FastifyReply {
  const name = ProjectName.safeParse(raw)
  return name.success ? reply.redirect(location(name.data), 301) : notFound(reply)
}

/** The one thing after which uv and pip go on to the next index without a complaint. */
function notFound(reply: FastifyReply): FastifyReply {
  return safe(reply)
    .code(404)
    .header('cache-control', 'no-cache')
    .type('text/plain; charset=utf-8')
    .send('404 Not Found')
}

function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  type: PageType,
  page: Page,
  cacheControl: string,
): FastifyReply {
  const { representation, encoding } = chooseEncoding(request, page)
  void safe(reply).header('etag', representation.etag).header('cache-control', cacheControl)
  if (isNotModified(request.headers['if-none-match'], representation.etag)) return reply.code(304).send()
  if (encoding !== 'identity') void reply.header('content-encoding', encoding)
  return reply.type(type.contentType).send(representation.body)
}

function chooseEncoding(request: FastifyRequest, page: Page): { representation: Representation; encoding: string } {
  const asked = new Negotiator(request.raw).encoding(['gzip', 'identity'])
  if (asked === 'gzip' && page.gzip !== null) return { representation: page.gzip, encoding: 'gzip' }
  return { representation: page.identity, encoding: 'identity' }
}

/** What every answer under /simple carries: caches must keep the variants apart, and no browser may run what is in it. */
function safe(reply: FastifyReply): FastifyReply {
  return reply
    .header('vary', 'Accept, Accept-Encoding')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'")
}
