import type { FastifyInstance } from 'fastify'
import { bareServer } from '../../src/http/bare-server.ts'
import { mountFileRoutes } from '../../src/http/file-routes.ts'
import { mountHealthRoutes } from '../../src/http/health-routes.ts'
import { watchMethods } from '../../src/http/other-methods.ts'
import { mountSimpleRoutes } from '../../src/http/simple-routes.ts'
import { openIndexPages } from '../../src/index/pages.ts'
import type { Farm } from '../../src/jobs/farm.ts'

/** What users and probes ask for, without the rest, on a free port. */
export async function serveIndex(farm: Farm): Promise<{ app: FastifyInstance; url: string }> {
  const app = bareServer(farm.log)
  const answerOtherMethods = watchMethods(app)
  const pages = await openIndexPages(farm.database)
  app.addHook('onClose', async () => pages.close())
  mountHealthRoutes(app, farm)
  mountSimpleRoutes(app, pages)
  mountFileRoutes(app, farm)
  answerOtherMethods()
  return { app, url: await app.listen({ port: 0, host: '127.0.0.1' }) }
}
