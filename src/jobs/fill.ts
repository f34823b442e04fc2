import type { TargetId } from '../../schema/ids.ts'
import { jobId } from '../../schema/job.ts'
import { chooseWindow, packageShare } from '../ladder/window.ts'
import type { Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { readTarget, type TargetRow } from '../store/targets.ts'
import { type Candidate, countQueued, listCandidates, lockFilling, markQueued, unmarkQueued } from '../store/waiting.ts'
import type { Farm } from './farm.ts'
import { holdFaulty } from './hold-faulty.ts'
import { type MadeJob, makeJobs } from './make-job.ts'
import type { QueuedJob, Queues } from './queues.ts'

const CHUNK = 500
/** Beyond the largest package that PyPI has twice over: further candidates wait for the next time. */
const MOST_LOOKED_AT = 20_000

/**
 * Fills a target's window: the builds are marked in one transaction and added to the queue after it. What is lost in between the
 * sweep adds again, under the same job id.
 * @returns how many jobs were added
 */
export async function fillQueue(farm: Farm, queues: Queues, id: TargetId): Promise<number> {
  const picked = await farm.database.db.transaction(async (tx) => {
    await lockFilling(tx, id)
    const target = await readTarget(tx, id)
    if (target === null || !givesWork(target)) return null
    return { target, ...(await pickJobs(farm, tx, target)) }
  })
  if (picked === null) return 0
  for (const { build, why } of picked.faulty) await holdFaulty(farm, build, `no job can be made of it: ${why}`)
  if (picked.jobs.length === 0) return 0
  await queues.add(picked.target, picked.jobs)
  // A job that a person raised may be in the queue already, in its old lane.
  for (const { job, lane } of picked.jobs) {
    if (lane === 'urgent') await queues.raise(picked.target, jobId(job), lane)
  }
  return picked.jobs.length
}

function givesWork(target: TargetRow): boolean {
  if (target.frozenAt !== null || target.pausedAt !== null) return false
  return target.breakerUntil === null || target.breakerUntil.getTime() <= Date.now()
}

type Faulty = Extract<MadeJob, { kind: 'faulty' }>

async function pickJobs(farm: Farm, tx: Tx, target: TargetRow): Promise<{ jobs: QueuedJob[]; faulty: Faulty[] }> {
  const chosen = await chooseBuilds(farm, tx, target.id)
  const made = await makeJobs(farm, tx, target, await markQueued(tx, chosen))
  const jobs = made.flatMap((one) => (one.kind === 'job' ? [one] : []))
  const jobless = made.flatMap((one) => (one.kind === 'job' ? [] : [one.build.id]))
  await unmarkQueued(tx, jobless)
  await recordEvents(
    tx,
    jobs.map(({ build }) => ({ build: build.id, actor: 'farm', change: 'QUEUED' })),
  )
  return { jobs: jobs.map(({ job }) => job), faulty: made.filter((one) => one.kind === 'faulty') }
}

/** Reads candidates, chunk after chunk, until the window is full or nobody is left. */
async function chooseBuilds(farm: Farm, tx: Tx, target: TargetId) {
  const queuedPerPackage = await countQueued(tx, target)
  const backlogQueued = [...queuedPerPackage.values()].reduce((sum, n) => sum + n, 0)
  const window = { queuedPerPackage, backlogQueued, window: farm.window, share: packageShare }
  const candidates: Candidate[] = []
  for (;;) {
    const chunk = await listCandidates(tx, target, candidates.at(-1) ?? null, CHUNK)
    candidates.push(...chunk)
    const moreWait = chunk.length === CHUNK
    const { enter } = chooseWindow({ ...window, candidates, moreWait })
    const backlog = enter.filter(({ lane }) => lane === 'backlog').length
    const isFull = chunk.at(-1)?.lane === 'backlog' && backlogQueued + backlog >= farm.window
    if (!moreWait || isFull || candidates.length >= MOST_LOOKED_AT) return enter.map(({ id }) => id)
  }
}
