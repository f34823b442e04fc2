import { and, eq, lte, sql } from 'drizzle-orm'
import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { anyId } from './any-of.ts'
import type { Tx } from './database.ts'

/** Releases of held builds whose time is over. Locks nothing: they are locked before their builds. */
export async function listDueHolds(tx: Tx, limit: number): Promise<{ id: BuildId; release: ReleaseId }[]> {
  return tx
    .select({ id: builds.id, release: builds.releaseId })
    .from(builds)
    .where(and(eq(builds.work, 'HELD'), lte(builds.heldUntil, sql`now()`)))
    .orderBy(builds.id)
    .limit(limit)
}

/** Lets held builds wait again whose time is over still. @returns those that it did */
export async function endHolds(tx: Tx, ids: readonly BuildId[]): Promise<{ id: BuildId; target: TargetId }[]> {
  if (ids.length === 0) return []
  return tx
    .update(builds)
    .set({ work: 'WAITING', heldUntil: null, note: null, changedAt: sql`now()` })
    .where(and(anyId(builds.id, ids), eq(builds.work, 'HELD'), lte(builds.heldUntil, sql`now()`)))
    .returning({ id: builds.id, target: builds.targetId })
}
