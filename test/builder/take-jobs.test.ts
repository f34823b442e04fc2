import { randomUUID } from 'node:crypto'
import { createPostgresBackend, Queue, runMigrations } from 'bullmq'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { QueueConnection } from '../../schema/farm-api.ts'
import { queueName } from '../../schema/job.ts'
import { type Jobs, openJobs, type TakenJob } from '../../src/builder/take-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { until } from './until.ts'

const log = createLogger('test', 'silent')
const targets = [
  { abi: 'cp39', platform: 'linux_x86_64' },
  { abi: 'cp311', platform: 'linux_x86_64' },
]
const [lower, upper] = targets as [(typeof targets)[0], (typeof targets)[0]] // two, as written above

/** What the farm's side does with a queue; BullMQ's types differ by backend. */
interface FarmQueue {
  add(name: string, data: object, options: object): Promise<unknown>
  getJobCounts(...types: string[]): Promise<Record<string, number>>
  obliterate(options: { force: boolean }): Promise<void>
  close(): Promise<void>
}

interface Backend {
  connection: QueueConnection
  openQueue(name: string): FarmQueue
  close(): Promise<void>
}

function redisBackend(): Backend {
  const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
  const prefix = `wheelyard-test-${randomUUID()}`
  const { hostname: host, port } = new URL(url)
  return {
    connection: { backend: 'redis', url, username: null, password: null, prefix },
    openQueue: (name) => new Queue(name, { prefix, connection: { host, port: Number(port || 6379) } }),
    close: async () => {},
  }
}

async function postgresBackend(): Promise<Backend> {
  const database: TestDatabase = await createTestDatabase()
  const client = new pg.Client(database.url)
  await client.connect()
  await runMigrations(client, 'bullmq')
  await client.end()
  const url = new URL(database.url)
  const place = {
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    schema: 'bullmq',
  }
  const password = decodeURIComponent(url.password)
  return {
    connection: { backend: 'postgres', ...place, password: password || null },
    openQueue: (name) =>
      new Queue(
        name,
        { connection: { ...place, ...(password === '' ? {} : { password }) } },
        createPostgresBackend,
      ) as unknown as FarmQueue, // see FarmQueue
    close: () => database.close(),
  }
}

describe.each(['redis', 'postgres'] as const)('jobs on %s', (kind) => {
  let backend: Backend
  let queues: FarmQueue[]
  let jobs: Jobs

  beforeAll(async () => {
    backend = kind === 'redis' ? redisBackend() : await postgresBackend()
    queues = targets.map((target) => backend.openQueue(queueName(target)))
    jobs = openJobs(backend.connection, targets, log)
  })
  afterEach(async () => {
    for (const queue of queues) await queue.obliterate({ force: true })
  })
  afterAll(async () => {
    await jobs.close()
    for (const queue of queues) await queue.close()
    await backend.close()
  })

  const add = async (index: number, id: string, priority = 3): Promise<void> => {
    await queues[index]?.add('build', { id }, { jobId: id, priority, removeOnComplete: true, removeOnFail: true })
  }
  const counts = async (index: number) => queues[index]?.getJobCounts('active', 'prioritized', 'waiting', 'completed')
  const take = (): Promise<TakenJob> => until(() => jobs.next(), 'a job comes')

  it('are taken one at a time, each target in turn, by priority, and are gone when complete', async () => {
    await add(0, 'b1-1', 3)
    await add(0, 'b2-1', 1)
    await add(1, 'b3-1', 3)
    const taken = [await take(), await take(), await take()]
    const ids = (target: typeof lower) => taken.filter((job) => job.target === target).map((job) => job.id)
    expect(ids(lower)).toEqual(['b2-1', 'b1-1'])
    expect(ids(upper)).toEqual(['b3-1'])
    expect(
      taken
        .map((job) => job.target.abi)
        .slice(0, 2)
        .sort(),
    ).toEqual(['cp311', 'cp39'])
    expect(taken[0]?.data).toEqual({ id: taken[0]?.id })
    expect(await jobs.next()).toBeNull()
    for (const job of taken) await job.complete()
    expect(await counts(0)).toEqual({ active: 0, prioritized: 0, waiting: 0, completed: 0 })
    await add(0, 'b1-1')
    expect((await take()).id).toBe('b1-1')
  })

  it('can be given back', async () => {
    await add(0, 'b4-1')
    await (await take()).giveBack()
    expect(await take()).toMatchObject({ id: 'b4-1' })
  })

  it('of a target that rests are left to others, and the other targets go on', async () => {
    await add(0, 'b6-1')
    await add(1, 'b7-1')
    jobs.rest(lower, 3_600_000)
    expect((await take()).id).toBe('b7-1')
    expect(await jobs.next()).toBeNull()
    jobs.rest(lower, 0)
    expect((await take()).id).toBe('b6-1')
  })

  it('are taken of the targets that the builder is on, which change while it works', async () => {
    await add(1, 'b8-1')
    const inHand = await take()
    await add(0, 'b9-1')
    await add(1, 'b10-1')
    jobs.serve([lower, { abi: 'cp99', platform: 'none' }])
    expect((await take()).id).toBe('b9-1')
    expect(await jobs.next()).toBeNull()
    await inHand.complete()
    jobs.serve([])
    expect(await jobs.next()).toBeNull()
    jobs.serve(targets)
    expect((await take()).id).toBe('b10-1')
  })

  it('may be gone from the queue when they are complete', async () => {
    await add(1, 'b5-1')
    const job = await take()
    await queues[1]?.obliterate({ force: true })
    await job.complete()
    expect(await jobs.next()).toBeNull()
  })
})
