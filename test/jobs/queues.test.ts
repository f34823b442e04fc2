import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BuilderId } from '../../schema/ids.ts'
import { type BuildJob, jobId, queueName } from '../../schema/job.ts'
import { grantQueueAccess } from '../../src/jobs/queue-access.ts'
import { openQueues, prepareQueues, type Queues } from '../../src/jobs/queues.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { openWorker, queueBackends } from '../support/queue-backends.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(() => farm.close())

const builder = 7 as BuilderId

function jobFor(build: number, abi: string): BuildJob {
  const hash = randomBytes(32).toString('hex')
  return {
    build,
    try: 1,
    package: 'some-package',
    version: '1.0',
    target: { abi, platform: 'linux_x86_64' },
    sdist: { filename: 'a-1.0.tar.gz', url: 'http://127.0.0.1:1/a-1.0.tar.gz', sha256: hash, size: 10 },
    limits: { wallMs: 1, silenceMs: 1, logBytes: 1, outputBytes: 1, memoryBytes: null, processes: 1, diskBytes: 1 },
    order: 'w1',
  }
}

describe.each(queueBackends(() => farm.url))('queues on $backend', ({ config, clean }) => {
  let queues: Queues
  beforeAll(async () => {
    await Promise.all([prepareQueues(config()), prepareQueues(config())])
    queues = openQueues(config(), farm.log)
  })
  afterAll(async () => {
    await queues.close()
    await clean()
  })

  test('a job is in its queue once, can be raised and removed', async () => {
    const [first, second] = [jobFor(1, 'cp310'), jobFor(2, 'cp310')]
    await queues.add(first.target, [
      { job: first, lane: 'backlog' },
      { job: second, lane: 'backlog' },
    ])
    await queues.add(first.target, [{ job: first, lane: 'backlog' }])
    expect((await queues.list(first.target)).waiting.toSorted()).toEqual(['b1-1', 'b2-1'])

    await queues.raise(second.target, jobId(second), 'urgent')
    await queues.remove(first.target, jobId(first))
    await queues.remove(first.target, 'b99-1')
    await queues.raise(first.target, 'b99-1', 'urgent')

    expect(await queues.list(first.target)).toEqual({ waiting: ['b2-1'], active: [] })
  })

  test('a builder takes its jobs with the user that it was given, urgent ones first', async () => {
    const [slow, quick] = [jobFor(1, 'cp311'), jobFor(2, 'cp311')]
    await queues.add(slow.target, [{ job: slow, lane: 'backlog' }])
    await queues.add(slow.target, [{ job: quick, lane: 'urgent' }])
    const taken: number[] = []

    const access = await grantQueueAccess(farm, config(), builder, [slow.target])
    const worker = openWorker(access, slow.target, async (job) => {
      taken.push(job.build)
    })

    await vi.waitFor(() => expect(taken).toEqual([2, 1]), 30_000)
    await vi.waitFor(async () => expect(await queues.list(slow.target)).toEqual({ waiting: [], active: [] }), 30_000)
    await queues.add(slow.target, [{ job: jobFor(3, 'cp311'), lane: 'fresh' }])
    await vi.waitFor(() => expect(taken).toEqual([2, 1, 3]), 30_000)
    await worker.close()
  })

  test('a job that is no build job is not queued', async () => {
    const broken = { ...jobFor(4, 'cp312'), package: 'Not Normal' }
    await expect(queues.add(broken.target, [{ job: broken, lane: 'fresh' }])).rejects.toThrow(/PEP 503/)
  })
})

const [redis, postgres] = queueBackends(() => farm.url)

test('a Redis user of a builder reaches the queues of its targets and nothing else', async () => {
  const config = redis.config()
  if (config.backend !== 'redis') throw new Error('expected Redis')
  const own = { abi: 'cp311', platform: 'linux_x86_64' }
  const access = await grantQueueAccess(farm, config, builder, [own])
  if (access.backend !== 'redis') throw new Error('expected Redis')
  const client = new Redis(access.url, { username: access.username ?? '', password: access.password ?? '' })
  const key = (abi: string) => `${config.prefix}:${queueName({ ...own, abi })}:wait`

  expect(await client.llen(key('cp311'))).toBe(0)
  const refused = [
    () => client.llen(key('cp310')),
    () => client.set('elsewhere', 'x'),
    () => client.eval('return redis.call("get", "elsewhere")', 0),
    () => client.flushdb(),
    () => client.keys('*'),
    () => client.scan(0),
    () => client.config('GET', 'dir'),
    () => client.acl('LIST'),
    () => client.subscribe('anything'),
  ]
  for (const attempt of refused) await expect(attempt()).rejects.toThrow(/NOPERM|ACL failure|can't access/)

  client.disconnect()
  await redis.clean()
})

test('the database role of the builders sees the schema of BullMQ and nothing else', async () => {
  await prepareQueues(postgres.config())
  const access = await grantQueueAccess(farm, postgres.config(), builder, [])
  if (access.backend !== 'postgres') throw new Error('expected Postgres')
  const { host, port, database, user, password } = access
  const client = new pg.Client({ host, port, database, user, password: password ?? undefined })
  await client.connect()

  expect((await client.query('select count(*) from bullmq.job')).rows).toHaveLength(1)
  const refused = ['select * from farm_settings', 'select * from builds', 'create table bullmq.mine (a int)']
  for (const query of refused) await expect(client.query(query)).rejects.toThrow(/permission denied/)

  await client.end()
  await postgres.clean()
})
