import { and, eq, lte, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { BuilderId, TargetId } from '../../schema/ids.ts'
import { builderTargets, targets } from '../../schema/tables/targets.ts'
import type { ChangeWords } from './builder-control.ts'
import type { Tx } from './database.ts'
import type { TargetName } from './targets.ts'

/** `pause`: none of its work is handed out until `resume`; `freeze`: nothing new is built on it, for good. */
export type TargetChange = 'pause' | 'resume' | 'freeze'

export async function changeTarget(tx: Tx, id: TargetId, change: TargetChange, words: ChangeWords): Promise<void> {
  await tx.update(targets).set(columns(change, words)).where(eq(targets.id, id))
}

const unpaused = { pausedAt: null, pausedReason: null, pausedUntil: null } as const

/** What has been so for a while keeps its time, and takes the newer reason. */
function columns(change: TargetChange, { reason, until }: ChangeWords): PgUpdateSetSource<typeof targets> {
  if (change === 'resume') return unpaused
  if (change === 'pause') {
    return { pausedAt: sql`coalesce(${targets.pausedAt}, now())`, pausedReason: reason, pausedUntil: until }
  }
  return { frozenAt: sql`coalesce(${targets.frozenAt}, now())`, frozenReason: reason }
}

/** Ends the pauses of targets whose time is over. @returns whose */
export async function endDueTargetPauses(tx: Tx): Promise<(TargetName & { id: TargetId })[]> {
  return tx
    .update(targets)
    .set(unpaused)
    .where(lte(targets.pausedUntil, sql`now()`))
    .returning({ id: targets.id, abi: targets.abi, platform: targets.platform })
}

/** Takes a builder off a target that it has the interpreter for, or puts it on again. Returns false when it has none. */
export async function setServing(tx: Tx, builder: BuilderId, target: TargetId, serves: boolean): Promise<boolean> {
  const changed = await tx
    .update(builderTargets)
    .set({ offAt: serves ? null : sql`coalesce(${builderTargets.offAt}, now())` })
    .where(and(eq(builderTargets.builderId, builder), eq(builderTargets.targetId, target)))
    .returning({ target: builderTargets.targetId })
  return changed.length === 1
}
