import { createPostgresBackend, Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { BuildJob, jobId, queueName } from '../../schema/job.ts'
import { FarmError, UpstreamError } from '../errors.ts'
import type { Lane } from '../ladder/words.ts'
import type { Logger } from '../logger.ts'
import { placeOf, preparePostgresQueues } from './postgres-queues.ts'

/** Where the queues live. Both backends carry the same queues behind the same calls. */
export type QueueConfig =
  | { backend: 'redis'; url: string; prefix: string }
  | { backend: 'postgres'; databaseUrl: string; schema: string }

export interface QueuedJob {
  job: BuildJob
  lane: Lane
}

type TargetName = BuildJob['target']

/** The windows that builders take their jobs from. Nothing is in here that Postgres does not know better. */
export interface Queues {
  /** Adds jobs in the order given; a job that is there already is left as it is. */
  add(target: TargetName, jobs: readonly QueuedJob[]): Promise<void>
  /** Takes a job out unless a builder has it in hand. */
  remove(target: TargetName, id: string): Promise<void>
  /** Moves a waiting job to another lane; nothing happens when it is not waiting. */
  raise(target: TargetName, id: string, lane: Lane): Promise<void>
  /** Ids of the jobs that wait, and of those that a builder has in hand. */
  list(target: TargetName): Promise<{ waiting: string[]; active: string[] }>
  readonly config: QueueConfig
  close(): Promise<void>
}

/** BullMQ's priorities: 1 is taken first. 0 would mean a list that jobs can be removed from only slowly. */
const priorities = { urgent: 1, fresh: 2, backlog: 3 } as const satisfies Record<Lane, number>

/** Jobs of one `addBulk`. */
const CHUNK = 1_000

/**
 * Makes the backend ready: Redis must be 6.2 or newer; Postgres gets BullMQ's schema and the role of the builders.
 * @throws {UpstreamError} REDIS_UNREACHABLE
 * @throws {FarmError} REDIS_TOO_OLD, QUEUE_ROLE
 */
export async function prepareQueues(config: QueueConfig): Promise<void> {
  if (config.backend === 'postgres') return preparePostgresQueues(config.databaseUrl, config.schema)
  const redis = openRedis(config.url)
  try {
    await redis.connect()
    const version = /redis_version:(\d+)\.(\d+)/.exec(await redis.info('server'))
    const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)]
    if (major < 6 || (major === 6 && minor < 2)) {
      throw new FarmError('REDIS_TOO_OLD', `Redis ${major}.${minor} is too old: 6.2 or newer is needed`)
    }
  } catch (cause) {
    if (cause instanceof FarmError) throw cause
    throw new UpstreamError('REDIS_UNREACHABLE', 'Redis does not answer at the configured address', { cause })
  } finally {
    redis.disconnect()
  }
}

/** A connection for a few commands, which fails instead of waiting for a Redis that is away. */
export function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    connectTimeout: 5_000,
    retryStrategy: null,
  })
  redis.on('error', () => {})
  return redis
}

/** Opens queues as they are asked for, with one connection each; errors of connections are logged, and they reconnect. */
export function openQueues(config: QueueConfig, log: Logger): Queues {
  const opened = new Map<string, Queue<BuildJob>>()
  const queueOf = (target: TargetName): Queue<BuildJob> => {
    const name = queueName(target)
    const queue = opened.get(name) ?? openQueue(config, name, log)
    opened.set(name, queue)
    return queue
  }
  return {
    add: (target, jobs) => addJobs(queueOf(target), jobs),
    remove: async (target, id) => {
      await queueOf(target).remove(id)
    },
    raise: async (target, id, lane) => {
      const job = await queueOf(target).getJob(id)
      if (job !== undefined && job.priority !== priorities[lane])
        await job.changePriority({ priority: priorities[lane] })
    },
    list: async (target) => {
      const queue = queueOf(target)
      const waiting = await queue.getRanges(['prioritized', 'waiting', 'delayed'], 0, -1)
      return { waiting, active: await queue.getRanges(['active'], 0, -1) }
    },
    config,
    close: async () => {
      await Promise.allSettled([...opened.values()].map((queue) => queue.close()))
    },
  }
}

async function addJobs(queue: Queue<BuildJob>, jobs: readonly QueuedJob[]): Promise<void> {
  for (let at = 0; at < jobs.length; at += CHUNK) {
    await queue.addBulk(
      jobs.slice(at, at + CHUNK).map(({ job, lane }) => ({
        name: 'build',
        data: BuildJob.parse(job),
        opts: { jobId: jobId(job), priority: priorities[lane], removeOnComplete: true, removeOnFail: true },
      })),
    )
  }
}

function openQueue(config: QueueConfig, name: string, log: Logger): Queue<BuildJob> {
  const queue =
    config.backend === 'redis'
      ? new Queue<BuildJob>(name, {
          // A command fails after two reconnections: the dispatcher tries again by itself and must not hang.
          connection: { ...redisPlace(config.url), maxRetriesPerRequest: 2, connectTimeout: 5_000 },
          prefix: config.prefix,
        })
      : // The type parameters of BullMQ 6 for this backend do not matter to callers, who see the same methods.
        (new Queue(
          name,
          { connection: { ...placeOf(config.databaseUrl), schema: config.schema, max: 2 } },
          createPostgresBackend,
        ) as unknown as Queue<BuildJob>)
  queue.on('error', (error) => log.warn({ queue: name, err: error }, 'queue connection'))
  return queue
}

/** Options for ioredis from an address, as BullMQ takes them. */
function redisPlace(url: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  }
}
