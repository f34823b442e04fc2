import type { FastifyInstance } from 'fastify'
import type { Farm } from '../jobs/farm.ts'
import type { Logger } from '../logger.ts'
import { within } from '../patience.ts'
import { askDatabase, migrationsAreCurrent } from '../store/readiness.ts'

/** A check that takes longer has failed: whoever asks wants to know whether to send requests here now. In milliseconds. */
const CHECK_MS = 5_000

type Check = () => Promise<void>

/** `/livez`: this process is up. `/readyz`: it can do its work now; what it needs is checked, and what fails is named. */
export function mountHealthRoutes(app: FastifyInstance, farm: Farm): void {
  const method = ['GET', 'HEAD']
  app.route({
    method,
    url: '/livez',
    handler: async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  })
  app.route({
    method,
    url: '/readyz',
    handler: async (request, reply) => {
      const checks = await runChecks(farm, request.log)
      const ready = Object.values(checks).every((state) => state === 'ok')
      const body = { status: ready ? 'ok' : 'failed', checks }
      if (!ready) void reply.code(503).header('retry-after', '5')
      return reply.header('cache-control', 'no-store').send(body)
    },
  })
}

async function runChecks(farm: Farm, log: Pick<Logger, 'warn'>): Promise<Record<string, 'ok' | 'failed'>> {
  const { db } = farm.database
  const checks: Record<string, Check> = {
    database: () => askDatabase(db),
    migrations: async () => {
      if (!(await migrationsAreCurrent(db))) throw new Error('migrations are missing')
    },
    artifacts: () => farm.artifacts.checkWritable(),
  }
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        if ((await within(CHECK_MS, check())) === 'late') throw new Error(`no answer within ${CHECK_MS} ms`)
        return [name, 'ok'] as const
      } catch (err) {
        log.warn({ err, check: name }, 'not ready')
        return [name, 'failed'] as const
      }
    }),
  )
  return Object.fromEntries(results)
}
