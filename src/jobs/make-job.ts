import type { ReleaseId } from '../../schema/ids.ts'
import { BuildJob } from '../../schema/job.ts'
import { reportBounds } from '../../schema/report.ts'
import { chooseSdist } from '../ladder/sdist.ts'
import type { Db, Tx } from '../store/database.ts'
import { readSdists, type Sdist } from '../store/sdists.ts'
import type { TargetRow } from '../store/targets.ts'
import type { QueuedBuild } from '../store/waiting.ts'
import type { Farm } from './farm.ts'
import type { QueuedJob } from './queues.ts'
import { signOrder } from './work-order.ts'

/** Same for all builds; the others are the operator's to set. */
const LIMITS = { logBytes: 256 * 1_024 ** 2, outputBytes: reportBounds.wheelBytes } as const

/** A build with its job, or with why there can be none. */
export type MadeJob =
  | { build: QueuedBuild; kind: 'job'; job: QueuedJob }
  | { build: QueuedBuild; kind: 'no-sdist' }
  | { build: QueuedBuild; kind: 'faulty'; why: string }

/** Makes the jobs of builds in the window. The sdist's hash is part of the work order, so it is pinned for this try. */
export async function makeJobs(
  farm: Farm,
  db: Db | Tx,
  target: TargetRow,
  builds: readonly QueuedBuild[],
): Promise<MadeJob[]> {
  const sdists = new Map<ReleaseId, Sdist[]>()
  const releases = [...new Set(builds.map(({ release }) => release))]
  for (const sdist of releases.length === 0 ? [] : await readSdists(db, releases)) {
    sdists.set(sdist.release, [...(sdists.get(sdist.release) ?? []), sdist])
  }
  return builds.map((build): MadeJob => {
    const sdist = chooseSdist(sdists.get(build.release) ?? [])
    return sdist === null ? { build, kind: 'no-sdist' } : makeJob(farm, target, build, sdist)
  })
}

function makeJob(farm: Farm, target: TargetRow, build: QueuedBuild, sdist: Sdist): MadeJob {
  const { filename, url, sha256, size } = sdist
  const order = { build: build.id, try: build.tries + 1, target: target.id, sdistSha256: sha256 }
  const parsed = BuildJob.safeParse({
    build: build.id,
    try: order.try,
    package: build.packageName,
    version: build.version,
    target: { abi: target.abi, platform: target.platform },
    sdist: { filename, url, sha256, size },
    limits: { ...farm.buildLimits, ...LIMITS },
    order: signOrder(farm.secret, order),
  })
  if (parsed.success) return { build, kind: 'job', job: { job: parsed.data, lane: build.lane } }
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  return { build, kind: 'faulty', why: faults.join('; ').slice(0, 500) }
}
