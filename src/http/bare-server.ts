import { randomUUID } from 'node:crypto'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, LogController } from 'fastify'
import { answerError, fault } from './fault-answers.ts'

const MINUTE_MS = 60_000
/** A body that is not bounded by its route may be this long. */
const BODY_BYTES = 262_144
/** A file name of 255 bytes, each percent-encoded, and `.metadata`. */
const PARAM_CHARACTERS = 1_000

/** Fastify without routes, with every timeout and bound spelled out, and with our answers to what it cannot route or read. */
export function bareServer(log: FastifyBaseLogger): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: false,
    bodyLimit: BODY_BYTES,
    routerOptions: { maxParamLength: PARAM_CHARACTERS },
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    // A wheel of a GiB from a Pi behind a slow line takes its time; a client that says nothing for two minutes is gone.
    requestTimeout: 60 * MINUTE_MS,
    connectionTimeout: 2 * MINUTE_MS,
    keepAliveTimeout: 75_000,
    http: { headersTimeout: MINUTE_MS },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  })
  // Before the body is read: what it is does not matter where nothing is.
  app.addHook('onRequest', async (request, reply) => (request.is404 ? nothingHere(reply) : undefined))
  app.setNotFoundHandler((_request, reply) => nothingHere(reply))
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  return app
}

function nothingHere(reply: FastifyReply): FastifyReply {
  const { status, body } = fault(404, 'NOT_FOUND', 'there is nothing at this address')
  return reply.code(status).send(body)
}
