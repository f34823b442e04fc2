import { and, eq, sql } from 'drizzle-orm'
import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { FarmError } from '../errors.ts'
import type { Lane, WorkState } from '../ladder/words.ts'
import { updateBuild, waitingOrBuilding } from './builds.ts'
import type { Tx } from './database.ts'

export interface RequeuedRow {
  id: BuildId
  work: WorkState | null
}

/** The farm's tries start over. */
const fresh = { farmTries: 0, freeRetries: 0, retryAt: null, queuedAt: null, note: null } as const

/**
 * Gives a rung work beside its verdict, in lane `urgent`; a rung that never had a build gets one with verdict CLOSED. The farm's
 * tries start over.
 */
export async function requeueRow(
  tx: Tx,
  release: ReleaseId,
  target: TargetId,
  laneOrder: number,
): Promise<RequeuedRow> {
  const urgent = { work: 'WAITING', climbing: false, lane: 'urgent', laneOrder } as const
  const [row] = await tx
    .insert(builds)
    .values({ releaseId: release, targetId: target, verdict: 'CLOSED', ...urgent })
    .onConflictDoUpdate({
      target: [builds.releaseId, builds.targetId],
      set: { ...urgent, ...fresh, work: waitingOrBuilding, changedAt: sql`now()` },
    })
    .returning({ id: builds.id, work: builds.work })
  if (row === undefined) throw new FarmError('ROW_MISSING', 'the build was not written')
  return row
}

/** A build that is tried again, and its place in the lane. */
export interface RequeuedBuild {
  id: BuildId
  laneOrder: number
}

/** The same as `requeueRow` for many builds, in one statement; those that have work already are left as they are. */
export async function requeueRows(tx: Tx, lane: Lane, rows: readonly RequeuedBuild[]): Promise<void> {
  if (rows.length === 0) return
  const ids = sql.param(rows.map(({ id }) => id))
  const orders = sql.param(rows.map(({ laneOrder }) => laneOrder))
  const again = { work: waitingOrBuilding, climbing: false, lane, laneOrder: sql`again.lane_order` }
  await tx
    .update(builds)
    .set({ ...again, ...fresh, changedAt: sql`now()` })
    .from(sql`unnest(${ids}::bigint[], ${orders}::bigint[]) as again(id, lane_order)`)
    .where(sql`${builds.id} = again.id and (${builds.work} is null or ${builds.work} = 'HELD')`)
}

/** Lets an open build go first: it is taken into the window anew, and a retry need not wait for its time. */
export async function raiseRow(tx: Tx, id: BuildId, laneOrder: number): Promise<void> {
  await updateBuild(tx, id, {
    lane: 'urgent',
    laneOrder,
    queuedAt: null,
    retryAt: null,
    work: sql`case when ${builds.work} = 'RETRY' then 'WAITING' else ${builds.work} end`,
  })
}

/** The build of a rung, else the one that climbs in its release. */
export async function findOpenBuild(tx: Tx, release: ReleaseId, target: TargetId): Promise<BuildId | null> {
  const [row] = await tx
    .select({ id: builds.id })
    .from(builds)
    .where(and(eq(builds.releaseId, release), sql`(${builds.targetId} = ${target} or ${builds.climbing})`))
    .orderBy(sql`${builds.targetId} = ${target} desc`)
    .limit(1)
  return row?.id ?? null
}
