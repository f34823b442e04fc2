import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { BuildId, PackageId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import type { Lane } from '../ladder/words.ts'
import { advisoryLocks } from './advisory-locks.ts'
import { anyId } from './any-of.ts'
import type { Db, Tx } from './database.ts'
import { hasSdist } from './sdists.ts'

/** Waits until no other process fills this target's queue; until the transaction ends nobody else does. */
export async function lockFilling(tx: Tx, target: TargetId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.fill}, ${target})`)
}

/** A build that waits outside its target's queue. */
export interface Candidate {
  id: BuildId
  packageId: PackageId
  lane: Lane
  laneOrder: number
}

/** The next builds of a target in the order in which they shall run, after one of them; those that have an sdist. */
export async function listCandidates(
  tx: Tx,
  target: TargetId,
  after: Candidate | null,
  limit: number,
): Promise<Candidate[]> {
  const further =
    after === null
      ? undefined
      : sql`(${builds.lane}, ${builds.laneOrder}, ${builds.id}) > (${after.lane}::lane, ${after.laneOrder}, ${after.id})`
  return tx
    .select({ id: builds.id, packageId: releases.packageId, lane: builds.lane, laneOrder: builds.laneOrder })
    .from(builds)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .where(
      and(
        eq(builds.targetId, target),
        eq(builds.work, 'WAITING'),
        isNull(builds.queuedAt),
        hasSdist(sql`${releases.id}`),
        further,
      ),
    )
    .orderBy(builds.lane, builds.laneOrder, builds.id)
    .limit(limit)
}

/** Backlog builds in a target's queue, by package. */
export async function countQueued(tx: Tx, target: TargetId): Promise<Map<PackageId, number>> {
  const rows = await tx
    .select({ packageId: releases.packageId, n: sql`count(*)`.mapWith(Number) })
    .from(builds)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .where(and(eq(builds.targetId, target), isNotNull(builds.queuedAt), eq(builds.lane, 'backlog')))
    .groupBy(releases.packageId)
  return new Map(rows.map(({ packageId, n }) => [packageId, n]))
}

/** What a job is made of. */
export interface QueuedBuild {
  id: BuildId
  release: ReleaseId
  packageName: string
  version: string
  lane: Lane
  tries: number
}

const jobColumns = {
  id: builds.id,
  release: builds.releaseId,
  packageName: packages.name,
  version: releases.version,
  lane: builds.lane,
  tries: builds.tries,
}

/**
 * Puts waiting builds into the window. What another transaction has in hand, or has changed since it was chosen, is passed over.
 * @returns those that are in now, in the order in which they shall run
 */
export async function markQueued(tx: Tx, ids: readonly BuildId[]): Promise<QueuedBuild[]> {
  if (ids.length === 0) return []
  const free = await tx
    .select({ id: builds.id })
    .from(builds)
    .where(and(anyId(builds.id, ids), eq(builds.work, 'WAITING'), isNull(builds.queuedAt)))
    .for('update', { skipLocked: true })
  if (free.length === 0) return []
  const taken = free.map(({ id }) => id)
  await tx.update(builds).set({ queuedAt: sql`now()`, changedAt: sql`now()` }).where(anyId(builds.id, taken))
  return tx
    .select(jobColumns)
    .from(builds)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(anyId(builds.id, taken))
    .orderBy(builds.lane, builds.laneOrder, builds.id)
}

/** All builds in a target's window, and whether each has been there for `staleMs` or longer. */
export async function listQueued(
  db: Db | Tx,
  target: TargetId,
  staleMs: number,
): Promise<(QueuedBuild & { stale: boolean })[]> {
  return db
    .select({
      ...jobColumns,
      stale: sql`${builds.queuedAt} <= now() - make_interval(secs => ${staleMs / 1_000})`.mapWith(Boolean),
    })
    .from(builds)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(and(eq(builds.targetId, target), isNotNull(builds.queuedAt)))
    .orderBy(builds.lane, builds.laneOrder, builds.id)
}

/** Counts that the jobs of these builds were missing from the queue. @returns how often that was so for each */
export async function countLostJobs(
  db: Db | Tx,
  ids: readonly BuildId[],
): Promise<{ id: BuildId; jobsLost: number }[]> {
  if (ids.length === 0) return []
  return db
    .update(builds)
    .set({ jobsLost: sql`${builds.jobsLost} + 1` })
    .where(and(anyId(builds.id, ids), isNotNull(builds.queuedAt)))
    .returning({ id: builds.id, jobsLost: builds.jobsLost })
}

/** Takes builds out of the window again. */
export async function unmarkQueued(tx: Tx, ids: readonly BuildId[]): Promise<void> {
  if (ids.length === 0) return
  await tx.update(builds).set({ queuedAt: null }).where(anyId(builds.id, ids))
}

/** Retries whose time has come wait again. @returns their targets */
export async function releaseRetries(tx: Tx, limit: number): Promise<TargetId[]> {
  const due = tx
    .select({ id: builds.id })
    .from(builds)
    .where(sql`${builds.work} = 'RETRY' and ${builds.retryAt} <= now()`)
    .orderBy(builds.retryAt)
    .limit(limit)
    .for('update', { skipLocked: true })
  const rows = await tx
    .update(builds)
    .set({ work: 'WAITING', retryAt: null, changedAt: sql`now()` })
    .where(inArray(builds.id, due))
    .returning({ target: builds.targetId })
  return rows.map(({ target }) => target)
}
