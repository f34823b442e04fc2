import type { FastifyInstance } from 'fastify'
import { openIndexPages } from '../index/pages.ts'
import type { Farm } from '../jobs/farm.ts'
import type { QueueConfig, Queues } from '../jobs/queues.ts'
import { bareServer } from './bare-server.ts'
import { mountBuilderFile } from './builder-file.ts'
import { mountFarmRoutes } from './farm-routes.ts'
import { mountFileRoutes } from './file-routes.ts'
import { mountGraphql } from './graphql.ts'
import { mountHealthRoutes } from './health-routes.ts'
import { mountLogRoutes } from './log-routes.ts'
import { mountMetrics } from './metrics.ts'
import { watchMethods } from './other-methods.ts'
import { mountPages } from './pages.ts'
import { logRequests } from './request-log.ts'
import { mountSimpleRoutes } from './simple-routes.ts'

export interface ServerOptions {
  farm: Farm
  queueConfig: QueueConfig
  /** A report that resolves a build takes the job of its next try out at once; without them the sweep does. */
  queues?: Queues
  /** PyPI's base address, without a trailing slash: build requirements come from there. */
  upstreamUrl: string
  maintainerToken: string
  /** What the maintainer is called in events and audit rows. */
  adminName: string
  /** Between two beats of a builder, in milliseconds; a test may be in a hurry. */
  beatEveryMs?: number
}

/** A builder hears by the answer to its beat that an attempt is cancelled: processes shall then be dead within seconds. */
const BEAT_EVERY_MS = 5_000

/** Everything that is served over HTTP, ready to listen; `close` ends what it opened. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { farm } = options
  const app = bareServer(farm.log)
  const answerOtherMethods = watchMethods(app)
  logRequests(app)

  try {
    const pages = await openIndexPages(farm.database)
    app.addHook('onClose', async () => pages.close())
    mountHealthRoutes(app, farm)
    mountMetrics(app, farm)
    mountSimpleRoutes(app, pages)
    mountFileRoutes(app, farm)
    mountLogRoutes(app, farm)
    await mountBuilderFile(app)
    await mountFarmRoutes(app, { beatEveryMs: BEAT_EVERY_MS, ...options })
    await mountGraphql(app, options)
    await mountPages(app, options)
    answerOtherMethods()
  } catch (error) {
    await app.close()
    throw error
  }
  return app
}
