import { createPostgresBackend, Queue, Worker } from 'bullmq'
import { placeOf } from '../../src/jobs/postgres-queues.ts'
import type { QueueConfig } from '../../src/jobs/queues.ts'
import { prepareQueues } from '../../src/jobs/queues.ts'

/** Jobs as long as ours. */
const DATA = { text: 'x'.repeat(700) }
const CONCURRENCY = 10
const ADD_AT_ONCE = 1_000

/** What BullMQ alone does on the same server: jobs per second of one worker whose processor does nothing. */
export async function bullmqFloor(config: QueueConfig, jobs: number): Promise<number> {
  await prepareQueues(config)
  const [queue, worker] = open(config)
  try {
    for (let at = 0; at < jobs; at += ADD_AT_ONCE) {
      const part = Array.from({ length: Math.min(ADD_AT_ONCE, jobs - at) }, (_, n) => ({
        name: 'build',
        data: DATA,
        opts: { jobId: `f${at + n}-1`, priority: 3, removeOnComplete: true, removeOnFail: true },
      }))
      await queue.addBulk(part)
    }
    return await timeToEmpty(worker, jobs)
  } finally {
    await worker.close()
    await queue.obliterate({ force: true })
    await queue.close()
  }
}

async function timeToEmpty(worker: Worker, jobs: number): Promise<number> {
  const from = performance.now()
  await new Promise<void>((resolve, reject) => {
    let done = 0
    worker.on('completed', () => {
      done += 1
      if (done === jobs) resolve()
    })
    worker.run().catch(reject)
  })
  return (jobs / (performance.now() - from)) * 1_000
}

function open(config: QueueConfig): [Queue, Worker] {
  const name = 'floor'
  const work = { autorun: false, concurrency: CONCURRENCY }
  const pair: [Queue, Worker] =
    config.backend === 'redis'
      ? openOnRedis(name, config, work)
      : // As in src/jobs/queues.ts: the type parameters of this backend do not matter here.
        (openOnPostgres(name, config, work) as unknown as [Queue, Worker])
  pair[0].on('error', () => {})
  pair[1].on('error', () => {})
  return pair
}

function openOnRedis(name: string, config: Extract<QueueConfig, { backend: 'redis' }>, work: object): [Queue, Worker] {
  const { hostname, port } = new URL(config.url)
  const connection = { host: hostname, port: Number(port || 6379), maxRetriesPerRequest: null }
  const place = { connection, prefix: config.prefix }
  return [new Queue(name, place), new Worker(name, async () => null, { ...place, ...work })]
}

function openOnPostgres(name: string, config: Extract<QueueConfig, { backend: 'postgres' }>, work: object) {
  const connection = { ...placeOf(config.databaseUrl), schema: config.schema }
  return [
    new Queue(name, { connection }, createPostgresBackend),
    new Worker(name, async () => null, { connection, ...work }, createPostgresBackend),
  ]
}
