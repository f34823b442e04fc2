import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { ApiPage } from '../../web/api-page.tsx'
import { BuildPage } from '../../web/build-page.tsx'
import * as documents from '../../web/documents.ts'
import { FrontPage } from '../../web/front-page.tsx'
import type { PageProps } from '../../web/layout.tsx'
import { MessagePage } from '../../web/message-page.tsx'
import { PackagePage } from '../../web/package-page.tsx'
import { renderPage } from '../../web/render.ts'
import { createContext } from '../resolvers/context.ts'
import { readTypeDefs } from '../resolvers/type-defs.ts'
import { PageFault } from './page-fault.ts'
import type { ServerOptions } from './server.ts'
import { mountSiteAssets } from './site-assets.ts'

/** No script at all, styles and pictures from here alone, forms to here alone, and nobody may frame us. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Puts a GraphQL document to the API, in process and as nobody in particular. @throws {PageFault} */
type Ask = <Data, Variables extends Record<string, unknown>>(
  request: FastifyRequest,
  document: documents.Document<Data, Variables>,
  variables: Variables,
) => Promise<Data>

/** The site: pages for people, written on the server, without a script. `mountGraphql` must have been called before. */
export async function mountPages(app: FastifyInstance, options: ServerOptions): Promise<void> {
  const assets = await mountSiteAssets(app)
  const ask = askOf(app, options)
  const sdl = await readTypeDefs()
  await app.register(async (site) => {
    site.setErrorHandler((error, request, reply) => {
      const fault = PageFault.of(error)
      if (fault.status >= 500) request.log.error({ err: error }, 'a page failed')
      const { status, title, message, search } = fault
      const requestId = status >= 500 ? request.id : null
      const page = { now: new Date(), assets, title, message, search, requestId }
      return sendPage(reply.code(status), MessagePage(page))
    })
    mountFrontPage(site, ask, assets)
    mountPackagePage(site, ask, assets)
    mountBuildPage(site, ask, assets)
    site.get('/api', async (request, reply) =>
      sendPage(reply, ApiPage({ now: new Date(), assets, origin: originOf(request), sdl })),
    )
  })
}

function mountFrontPage(site: FastifyInstance, ask: Ask, assets: PageProps['assets']): void {
  site.get<{ Querystring: Record<string, unknown> }>('/', async (request, reply) => {
    const wanted = textOf(request.query.package)?.trim()
    if (wanted) {
      const { package: found } = await ask(request, documents.packageName, { name: wanted })
      if (found === null) throw PageFault.noPackage(wanted)
      return reply.redirect(`/package/${found.name}`, 303)
    }
    const data = await ask(request, documents.frontPage, {})
    const page = { now: new Date(), assets, data, origin: originOf(request), reload: reloads(request.query) }
    return sendPage(reply, FrontPage(page))
  })
}

function mountPackagePage(site: FastifyInstance, ask: Ask, assets: PageProps['assets']): void {
  interface Route {
    Params: { name: string }
    Querystring: Record<string, unknown>
  }
  site.get<Route>('/package/:name', async (request, reply) => {
    const { name } = request.params
    const after = textOf(request.query.after) ?? null
    const { package: found, targets } = await ask(request, documents.packagePage, { name, after })
    if (found === null) throw PageFault.noPackage(name)
    if (found.name !== name) return reply.redirect(`/package/${found.name}`, 301)
    const page = { now: new Date(), assets, found, targets, origin: originOf(request), isLaterPage: after !== null }
    return sendPage(reply, PackagePage(page))
  })
}

function mountBuildPage(site: FastifyInstance, ask: Ask, assets: PageProps['assets']): void {
  interface Route {
    Params: { number: string }
    Querystring: Record<string, unknown>
  }
  site.get<Route>('/build/:number', async (request, reply) => {
    if (!/^[1-9]\d{0,14}$/.test(request.params.number)) throw PageFault.nothingHere()
    const number = Number(request.params.number)
    const { build } = await ask(request, documents.buildPage, { number })
    if (build === null) throw PageFault.nothingHere()
    const { build: logged } = await ask(request, documents.newestLog, { number })
    const newest = logged?.attempts.nodes[0] ?? null
    const page = { now: new Date(), assets, build, newest, reload: reloads(request.query) }
    return sendPage(reply, BuildPage(page))
  })
}

function askOf(app: FastifyInstance, { farm }: ServerOptions): Ask {
  return async <Data, Variables extends Record<string, unknown>>(
    request: FastifyRequest,
    query: documents.Document<Data, Variables>,
    variables: Variables,
  ): Promise<Data> => {
    const contextValue = createContext(farm, { kind: 'anonymous' }, request.id)
    const { body } = await app.graphql.executeOperation({ query, variables }, { contextValue })
    if (body.kind !== 'single') throw PageFault.ours()
    const { data, errors } = body.singleResult
    const [error] = errors ?? []
    if (error !== undefined || !data) throw PageFault.ofAnswer(error)
    // The document and the type of its answer are generated from one text, and Apollo has checked it against the schema.
    return data as Data
  }
}

function sendPage(reply: FastifyReply, page: VNode): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(renderPage(page))
}

/** This server's address as the visitor wrote it; where that is odd, a plain one to be completed by hand. */
function originOf(request: FastifyRequest): string {
  return /^[A-Za-z0-9.:[\]-]{1,255}$/.test(request.host) ? `${request.protocol}://${request.host}` : 'http://localhost'
}

const reloads = (query: Record<string, unknown>): boolean => query.reload !== 'off'

/** A query parameter that is given twice is an array: then the first counts. */
function textOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}
