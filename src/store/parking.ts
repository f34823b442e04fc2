import { and, asc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { targets } from '../../schema/tables/targets.ts'
import type { WorkState } from '../ladder/words.ts'
import { anyId } from './any-of.ts'
import type { Db, Tx } from './database.ts'

/** Targets that give no work and have not for `idleMs`: no builder was heard, or they were paused. Frozen ones are another matter. */
export async function listIdleTargets(db: Db, idleMs: number): Promise<TargetId[]> {
  const since = sql`now() - make_interval(secs => ${idleMs / 1_000})`
  const rows = await db
    .select({ id: targets.id })
    .from(targets)
    .where(sql`${targets.frozenAt} is null and (${targets.builderSeenAt} < ${since} or ${targets.pausedAt} < ${since})`)
  return rows.map(({ id }) => id)
}

/** Targets that give work, or could, and have parked builds. */
export async function listResumedTargets(db: Db, idleMs: number): Promise<TargetId[]> {
  const since = sql`now() - make_interval(secs => ${idleMs / 1_000})`
  const parked = sql`exists (select 1 from ${builds} where ${builds.targetId} = ${targets.id} and ${builds.work} = 'PARKED')`
  const rows = await db
    .select({ id: targets.id })
    .from(targets)
    .where(and(isNull(targets.frozenAt), isNull(targets.pausedAt), sql`${targets.builderSeenAt} >= ${since}`, parked))
  return rows.map(({ id }) => id)
}

export async function listFrozenTargets(db: Db): Promise<TargetId[]> {
  const rows = await db.select({ id: targets.id }).from(targets).where(isNotNull(targets.frozenAt))
  return rows.map(({ id }) => id)
}

export interface OpenBuild {
  id: BuildId
  release: ReleaseId
}

/** Open builds of a target in some states, by id, after `after`. */
export async function listOpenBuilds(
  tx: Tx,
  target: TargetId,
  states: readonly WorkState[],
  after: BuildId | null,
  limit: number,
): Promise<OpenBuild[]> {
  return tx
    .select({ id: builds.id, release: builds.releaseId })
    .from(builds)
    .where(
      and(
        eq(builds.targetId, target),
        isNotNull(builds.work),
        inArray(builds.work, [...states]),
        after === null ? undefined : gt(builds.id, after),
      ),
    )
    .orderBy(asc(builds.id))
    .limit(limit)
}

/** Takes waiting builds out of the climb. The caller has locked their releases. @returns those that waited indeed */
export async function parkBuilds(tx: Tx, ids: readonly BuildId[], note: string): Promise<BuildId[]> {
  const parked = await tx
    .update(builds)
    .set({ work: 'PARKED', climbing: false, queuedAt: null, retryAt: null, note, changedAt: sql`now()` })
    .where(and(anyId(builds.id, ids), inArray(builds.work, ['WAITING', 'RETRY'])))
    .returning({ id: builds.id })
  return parked.map(({ id }) => id)
}

/** Parked builds wait again, beside the climb; the plan lets one climb where nothing else does. */
export async function unparkBuilds(tx: Tx, ids: readonly BuildId[]): Promise<BuildId[]> {
  const resumed = await tx
    .update(builds)
    .set({ work: 'WAITING', note: null, changedAt: sql`now()` })
    .where(and(anyId(builds.id, ids), eq(builds.work, 'PARKED')))
    .returning({ id: builds.id })
  return resumed.map(({ id }) => id)
}

/** Rebuilds that a person asked for on a target that was frozen since: their verdicts stay. */
export async function dropRebuilds(tx: Tx, ids: readonly BuildId[], note: string): Promise<void> {
  await tx
    .update(builds)
    .set({ work: null, queuedAt: null, retryAt: null, note, changedAt: sql`now()` })
    .where(and(anyId(builds.id, ids), isNotNull(builds.verdict), inArray(builds.work, ['WAITING', 'RETRY', 'PARKED'])))
}
