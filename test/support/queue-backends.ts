import { createPostgresBackend, Worker } from 'bullmq'
import pg from 'pg'
import type { QueueConnection } from '../../schema/farm-api.ts'
import { type BuildJob, queueName } from '../../schema/job.ts'
import { queueRole } from '../../src/jobs/postgres-queues.ts'
import type { QueueConfig } from '../../src/jobs/queues.ts'
import { testRedis } from './redis.ts'

/** Both backends for one test database; `clean` removes what outlives database and run. */
export function queueBackends(databaseUrl: () => string) {
  const redis = testRedis()
  return [
    {
      backend: 'redis',
      config: (): QueueConfig => ({ backend: 'redis', ...redis }),
      clean: async () => {},
    },
    {
      backend: 'postgres',
      config: (): QueueConfig => ({ backend: 'postgres', databaseUrl: databaseUrl(), schema: 'bullmq' }),
      clean: () => dropQueueRole(databaseUrl()),
    },
  ] as const
}

async function dropQueueRole(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const role = pg.escapeIdentifier(queueRole(new URL(databaseUrl).pathname.slice(1)))
    await client.query(`drop owned by ${role}`)
    await client.query(`drop role ${role}`)
  } finally {
    await client.end()
  }
}

/** A BullMQ worker as a builder runs it, on what `grantQueueAccess` handed out. */
export function openWorker(
  connection: QueueConnection,
  target: BuildJob['target'],
  work: (job: BuildJob) => Promise<void>,
): Worker<BuildJob> {
  const options = { concurrency: 1, maxStalledCount: 1_000, drainDelay: 1 }
  const processor = async (job: { data: BuildJob }) => work(job.data)
  const worker =
    connection.backend === 'redis'
      ? new Worker<BuildJob>(queueName(target), processor, {
          ...options,
          prefix: connection.prefix,
          connection: {
            host: new URL(connection.url).hostname,
            port: Number(new URL(connection.url).port || 6379),
            username: connection.username ?? undefined,
            password: connection.password ?? undefined,
            maxRetriesPerRequest: null,
          },
        })
      : // As in src/jobs/queues.ts: the type parameters of this backend do not matter to who uses the worker.
        (new Worker(
          queueName(target),
          processor,
          {
            ...options,
            connection: {
              host: connection.host,
              port: connection.port,
              database: connection.database,
              user: connection.user,
              ...(connection.password === null ? {} : { password: connection.password }),
              schema: connection.schema,
            },
          },
          createPostgresBackend,
        ) as unknown as Worker<BuildJob>)
  worker.on('error', () => {})
  return worker
}
