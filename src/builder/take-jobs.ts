import { randomUUID } from 'node:crypto'
import { createPostgresBackend, type Job, Worker } from 'bullmq'
import type { QueueConnection } from '../../schema/farm-api.ts'
import { queueName } from '../../schema/job.ts'
import type { Logger } from '../logger.ts'
import { within } from '../patience.ts'

export interface TargetName {
  abi: string
  platform: string
}

/** A job in hand. Its lock is renewed until it is completed or given back. */
export interface TakenJob {
  id: string
  target: TargetName
  /** Not parsed yet. */
  data: unknown
  /** Takes the job out of its queue. The farm may have done so already, which is as good. Never throws. */
  complete(): Promise<void>
  /** Puts it back for another builder. Never throws. */
  giveBack(): Promise<void>
}

export interface Jobs {
  /** The next job of any target, each target in turn; null when there is none, or the queues are away. */
  next(): Promise<TakenJob | null>
  /** Takes no job of this target for a while. */
  rest(target: TargetName, ms: number): void
  /** Takes jobs of these targets alone from now on, of those it was opened with. */
  serve(targets: readonly TargetName[]): void
  close(): Promise<void>
}

/** Between two looks at queues that were empty, in milliseconds. One builder alone may let a new job wait this long. */
export const lookAgainMs = 200

/** A dead builder's job goes to another one after this. The farm's attempt row, not this lock, keeps builds from doubling. */
const lockMs = 120_000
const renewMs = 30_000
const stalledCheckMs = 60_000
/** A call to a queue that is away hangs until it is back. */
const takeMs = 10_000
const closeMs = 5_000

/**
 * Opens the queues of a builder's targets. Jobs are fetched by hand, not by BullMQ's own loop: one builder builds one job at
 * a time over all its targets, and a loop per queue would take one each.
 */
export function openJobs(connection: QueueConnection, targets: readonly TargetName[], log: Logger): Jobs {
  let served = new Set(targets.map(queueName))
  // Connections to queues that are not served stay: jobs of them may be in hand.
  const workers = targets.map((target) => ({
    target,
    worker: openWorker(connection, target, (err) => {
      const queue = queueName(target)
      log[served.has(queue) ? 'warn' : 'debug']({ queue, err }, 'queue connection')
    }),
  }))
  const renewals = new Set<NodeJS.Timeout>()
  const restsUntil = new Map<string, number>()
  let turn = 0
  return {
    next: async () => {
      for (let tried = 0; tried < workers.length; tried += 1) {
        const chosen = workers[turn % workers.length]
        turn += 1
        if (chosen === undefined || !served.has(queueName(chosen.target))) continue
        if ((restsUntil.get(queueName(chosen.target)) ?? 0) > Date.now()) continue
        const taken = await take(chosen.worker, chosen.target, renewals, log)
        if (taken === 'away') return null
        if (taken !== null) return taken
      }
      return null
    },
    rest: (target, ms) => void restsUntil.set(queueName(target), Date.now() + ms),
    serve: (wanted) => {
      served = new Set(wanted.map(queueName))
    },
    close: async () => {
      for (const renewal of renewals) clearInterval(renewal)
      await within(closeMs, Promise.allSettled(workers.map(({ worker }) => worker.close(true))))
    },
  }
}

/** The largest that BullMQ's PostgreSQL backend takes. */
const maxInt32 = 2 ** 31 - 1

/** What is used of BullMQ's Worker: the same on both backends, though its types are not. */
interface QueueWorker {
  getNextJob(token: string, options: { block: boolean }): Promise<Job | undefined>
  startStalledCheckTimer(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
  close(force: boolean): Promise<void>
}

function openWorker(connection: QueueConnection, target: TargetName, onError: (error: Error) => void): QueueWorker {
  const name = queueName(target)
  const options = {
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    // A job is never failed by BullMQ for having been lost too often: the farm alone judges that.
    maxStalledCount: maxInt32,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  }
  const worker: QueueWorker =
    connection.backend === 'redis'
      ? new Worker(name, null, { ...options, connection: redisOptions(connection), prefix: connection.prefix })
      : // The job's type parameters name the backend too.
        (new Worker(
          name,
          null,
          { ...options, connection: postgresOptions(connection) },
          createPostgresBackend,
        ) as unknown as QueueWorker)
  worker.on('error', onError)
  void worker.startStalledCheckTimer()
  return worker
}

function redisOptions({ url, username, password }: Extract<QueueConnection, { backend: 'redis' }>) {
  const { protocol, hostname, port, pathname } = new URL(url)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  }
}

function postgresOptions({ backend: _, password, ...place }: Extract<QueueConnection, { backend: 'postgres' }>) {
  return { ...place, ...(password === null ? {} : { password }), max: 2 }
}

async function take(
  worker: QueueWorker,
  target: TargetName,
  renewals: Set<NodeJS.Timeout>,
  log: Logger,
): Promise<TakenJob | 'away' | null> {
  const token = randomUUID()
  const fetching = worker.getNextJob(token, { block: false }).catch((error: unknown) => {
    log.warn({ queue: queueName(target), err: error }, 'no job could be taken')
    return 'away' as const
  })
  const job = await within(takeMs, fetching)
  if (job === 'away' || job === 'late') {
    // One that comes after all is another builder's.
    void fetching.then((late) => (late === 'away' ? undefined : late?.moveToWait(token))).catch(() => {})
    return 'away'
  }
  return job === undefined ? null : held(job, target, token, renewals, log)
}

function held(job: Job, target: TargetName, token: string, renewals: Set<NodeJS.Timeout>, log: Logger): TakenJob {
  const id = job.id ?? ''
  const renewal = setInterval(() => {
    job.extendLock(token, lockMs).catch((error: unknown) => log.debug({ job: id, err: error }, 'lock not renewed'))
  }, renewMs)
  renewals.add(renewal)
  const letGo = async (act: () => Promise<unknown>): Promise<void> => {
    clearInterval(renewal)
    renewals.delete(renewal)
    const acting = act().catch((error: unknown) =>
      log.debug({ job: id, err: error }, 'the job was gone from its queue'),
    )
    await within(takeMs, acting)
  }
  return {
    id,
    target,
    data: job.data,
    complete: () => letGo(() => job.moveToCompleted(null, token, false)),
    giveBack: () => letGo(() => job.moveToWait(token)),
  }
}
