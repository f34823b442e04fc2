import { eq, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { releases } from '../../schema/tables/packages.ts'
import type { Lane } from '../ladder/words.ts'
import { anyId } from './any-of.ts'
import type { Tx } from './database.ts'

export type BuildRow = typeof builds.$inferSelect
type BuildPatch = Omit<PgUpdateSetSource<typeof builds>, 'id' | 'releaseId' | 'targetId' | 'changedAt'>

/**
 * Locks releases, in the order of their ids whoever asks: the ladder of a release is stepped by one transaction at a time. Whoever
 * locks a build or an attempt as well does so afterwards.
 */
export async function lockReleases(tx: Tx, ids: readonly ReleaseId[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .select({ id: releases.id })
    .from(releases)
    .where(anyId(releases.id, ids))
    .orderBy(releases.id)
    .for('no key update')
}

/** Reads a build and keeps others from changing it until the transaction ends. */
export async function lockBuild(tx: Tx, id: BuildId): Promise<BuildRow | null> {
  const [row] = await tx.select().from(builds).where(eq(builds.id, id)).for('no key update')
  return row ?? null
}

/** Which release and target a build is of; that never changes. */
export async function placeOfBuild(tx: Tx, id: BuildId): Promise<{ release: ReleaseId; target: TargetId } | null> {
  const [row] = await tx
    .select({ release: builds.releaseId, target: builds.targetId })
    .from(builds)
    .where(eq(builds.id, id))
  return row ?? null
}

export async function updateBuild(tx: Tx, id: BuildId, patch: BuildPatch): Promise<void> {
  await tx
    .update(builds)
    .set({ ...patch, changedAt: sql`now()` })
    .where(eq(builds.id, id))
}

export interface NewBuild {
  release: ReleaseId
  target: TargetId
  lane: Lane
  laneOrder: number
}

/** Opens rungs that never had a build: they wait, and climb. */
export async function insertClimbing(
  tx: Tx,
  opened: readonly NewBuild[],
): Promise<{ id: BuildId; target: TargetId }[]> {
  if (opened.length === 0) return []
  return tx
    .insert(builds)
    .values(
      opened.map(({ release, target, lane, laneOrder }) => ({
        releaseId: release,
        targetId: target,
        lane,
        laneOrder,
        work: 'WAITING' as const,
        climbing: true,
      })),
    )
    .returning({ id: builds.id, target: builds.targetId })
}

/** A closed build waits and climbs again; if its last attempt was never told to stop, it is that attempt's again. */
export async function reopenBuild(tx: Tx, id: BuildId, lane: Lane, laneOrder: number): Promise<void> {
  const open = { verdict: null, work: waitingOrBuilding, climbing: true, note: null, lane, laneOrder }
  await updateBuild(tx, id, { ...untried, ...open })
}

/** What a build is when it starts over: no failure, no farm tries, not in the queue. */
export const untried = {
  failureKind: null,
  failureLine: null,
  missingKind: null,
  missingName: null,
  endsClimb: false,
  work: 'WAITING',
  farmTries: 0,
  freeRetries: 0,
  retryAt: null,
  queuedAt: null,
  jobsLost: 0,
  heldUntil: null,
} as const satisfies BuildPatch

/** A build has one open attempt at most, so while one runs the build is not for another builder. */
export const waitingOrBuilding = sql`case when exists (
    select 1 from ${attempts} where ${attempts.buildId} = ${builds.id} and ${attempts.state} = 'STARTED'
  ) then 'BUILDING' else 'WAITING' end::work_state`

/** Ends work: the verdict becomes CLOSED where there was none. A running attempt may finish. */
export async function closeBuilds(tx: Tx, ids: readonly BuildId[], note: string): Promise<void> {
  await tx
    .update(builds)
    .set({
      verdict: sql`coalesce(${builds.verdict}, 'CLOSED')`,
      work: null,
      climbing: false,
      queuedAt: null,
      retryAt: null,
      heldUntil: null,
      note,
      changedAt: sql`now()`,
    })
    .where(anyId(builds.id, ids))
}

/** Takes builds off the farm's hands until a person requeues them. */
export async function holdBuilds(tx: Tx, ids: readonly BuildId[], note: string): Promise<void> {
  await tx
    .update(builds)
    .set({ ...untried, verdict: null, work: 'HELD', climbing: false, note, changedAt: sql`now()` })
    .where(anyId(builds.id, ids))
}

export async function setClimbLane(tx: Tx, ids: readonly ReleaseId[], lane: Lane): Promise<void> {
  if (ids.length === 0) return
  await tx.update(releases).set({ climbLane: lane }).where(anyId(releases.id, ids))
}
