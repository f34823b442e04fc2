import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Context, createContext, viewerOf } from '../resolvers/context.ts'
import { startGraphqlServer } from '../resolvers/graphql-server.ts'
import type { ServerOptions } from './server.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The API in process, for the pages; there once `mountGraphql` is done. */
    graphql: ApolloServer<Context>
  }
}

/** Most bytes of a request. */
const bodyLimit = 100_000

/** Serves the API at /graphql: POST with JSON, or GET for queries. `app.graphql` is the same API in process. */
export async function mountGraphql(app: FastifyInstance, options: ServerOptions): Promise<void> {
  const server = await startGraphqlServer(options.farm.log)
  app.addHook('onClose', () => server.stop())
  app.decorate('graphql', server)
  const maintainer = { token: options.maintainerToken, name: options.adminName }
  const answer = fastifyApolloHandler(server, {
    context: async (request) =>
      createContext(options.farm, viewerOf(request.headers.authorization, maintainer), request.id),
  })
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    bodyLimit,
    errorHandler: answerUnread,
    // Apollo looks at the body itself: without one it must see undefined, not null.
    handler: (request, reply) => (isVisit(request) ? reply.redirect('/api', 303) : answer.call(app, request, reply)),
  })
}

/** Somebody who opens the address in a browser wants to read about it. */
function isVisit({ method, headers, query }: FastifyRequest): boolean {
  const asksNothing = typeof query === 'object' && query !== null && Object.keys(query).length === 0
  return method === 'GET' && asksNothing && (headers.accept ?? '').includes('text/html')
}

/** What could not even be read gets an answer in GraphQL's shape too. */
function answerUnread(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500
  const code = status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR'
  const message = unreadText[status] ?? 'The request cannot be read.'
  if (status >= 500) request.log.error({ err: error }, 'a GraphQL request could not be read')
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ errors: [{ message, extensions: { code, requestId: request.id } }] })
}

const unreadText: Record<number, string> = {
  400: 'The body is not JSON.',
  413: `The body is longer than ${bodyLimit} bytes.`,
  415: 'Send the operation as application/json.',
}
