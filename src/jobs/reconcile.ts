import type { TargetId } from '../../schema/ids.ts'
import { jobId } from '../../schema/job.ts'
import { readTarget } from '../store/targets.ts'
import { listQueued, type QueuedBuild } from '../store/waiting.ts'
import type { Farm } from './farm.ts'
import { makeJobs } from './make-job.ts'
import type { Queues } from './queues.ts'

/** A build whose job was not seen in the queue this long after it was marked has lost it. */
export const STALE_MS = 30_000

/**
 * Makes a target's queue what Postgres says it should be: adds the jobs that are missing (the queue was flushed, or the process died
 * between commit and add), and takes out those that nobody waits for. Adding twice is harmless, since job ids are unique for ever.
 */
export async function reconcileQueue(
  farm: Farm,
  queues: Queues,
  id: TargetId,
  staleMs: number = STALE_MS,
): Promise<{ added: number; removed: number }> {
  const { db } = farm.database
  const target = await readTarget(db, id)
  if (target === null) return { added: 0, removed: 0 }
  // The queue is read first: what is started or queued in between is then seen in Postgres.
  const { waiting, active } = await queues.list(target)
  const queued = await listQueued(db, id, staleMs)
  const known = new Set([...waiting, ...active])
  const missing = queued.filter((build) => build.stale && !known.has(idOfJob(build)))
  const made = await makeJobs(farm, db, target, missing)
  const jobs = made.flatMap((one) => (one.kind === 'job' ? [one.job] : []))
  await queues.add(target, jobs)
  const wanted = new Set(queued.map(idOfJob))
  const unwanted = waiting.filter((job) => !wanted.has(job))
  for (const job of unwanted) await queues.remove(target, job)
  return { added: jobs.length, removed: unwanted.length }
}

const idOfJob = (build: QueuedBuild): string => jobId({ build: build.id, try: build.tries + 1 })
