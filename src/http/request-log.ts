import type { FastifyInstance, FastifyRequest } from 'fastify'

/** One line per answered request: calls of builders at info, all that users and probes ask at debug. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const level = pathOf(request).startsWith('/farm/') ? 'info' : 'debug'
    const line = {
      method: request.method,
      path: pathOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    request.log[level](line, 'answered')
  })
}

/** Adds an id to every later line about this request, under the name it has in all processes. */
export function bindToLog(request: FastifyRequest, ids: { builder: number } | { attempt: number }): void {
  request.log = request.log.child(ids)
}

function pathOf(request: FastifyRequest): string {
  return request.url.replace(/[?#].*$/s, '')
}
