import type { FastifyInstance } from 'fastify'
import { fault } from './fault-answers.ts'

/**
 * Answers 405 with Allow on every path that is known for other methods. Call `watch` before the routes are mounted and
 * the function it returns after the last.
 */
export function watchMethods(app: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methodsOf.get(url) ?? new Set()
    for (const one of [method].flat()) known.add(one.toUpperCase())
    methodsOf.set(url, known)
  })
  return () => {
    for (const [url, known] of [...methodsOf]) {
      const others = app.supportedMethods.filter((method) => !known.has(method))
      if (others.length > 0 && !url.includes('*')) refuse(app, url, others, [...known].sort().join(', '))
    }
  }
}

function refuse(app: FastifyInstance, url: string, methods: string[], allow: string): void {
  const { status, body } = fault(405, 'METHOD_NOT_ALLOWED', `only ${allow} can be used here`)
  app.route({
    method: methods,
    url,
    // Before the body: its type does not matter any more.
    onRequest: async (_request, reply) => reply.code(status).header('allow', allow).send(body),
    handler: async () => {},
  })
}
