import type { TargetId } from '../../schema/ids.ts'
import { jobId } from '../../schema/job.ts'
import { readTarget } from '../store/targets.ts'
import { countLostJobs, listQueued, type QueuedBuild } from '../store/waiting.ts'
import type { Farm } from './farm.ts'
import { holdFaulty } from './hold-faulty.ts'
import { makeJobs } from './make-job.ts'
import type { Queues } from './queues.ts'

/** A build whose job was not seen in the queue this long after it was marked has lost it. */
export const STALE_MS = 30_000

/** So many builders, or one builder so many times, would not drop a job that can be built. */
const MOST_LOST = 20

/**
 * Makes a target's queue what Postgres says it should be: adds the jobs that are missing (the queue was flushed, or the process died
 * between commit and add), and takes out those that nobody waits for. Adding twice is harmless, since job ids are unique for ever. A
 * job that leaves the queue again and again while others stay is one that builders drop, since they cannot read it: its build is held.
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
  const lost =
    known.size === 0 && missing.length > 1
      ? []
      : await countLostJobs(
          db,
          missing.map(({ id: build }) => build),
        )
  const hopeless = new Set(lost.filter(({ jobsLost }) => jobsLost >= MOST_LOST).map((build) => build.id))
  for (const build of missing) {
    if (hopeless.has(build.id))
      await holdFaulty(farm, build, `its job left the queue ${MOST_LOST} times without a start`)
  }
  const made = await makeJobs(
    farm,
    db,
    target,
    missing.filter((build) => !hopeless.has(build.id)),
  )
  const jobs = made.flatMap((one) => (one.kind === 'job' ? [one.job] : []))
  await queues.add(target, jobs)
  const wanted = new Set(queued.map(idOfJob))
  const unwanted = waiting.filter((job) => !wanted.has(job))
  for (const job of unwanted) await queues.remove(target, job)
  return { added: jobs.length, removed: unwanted.length }
}

const idOfJob = (build: QueuedBuild): string => jobId({ build: build.id, try: build.tries + 1 })
