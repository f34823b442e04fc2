import { eq, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { TargetId } from '../../schema/ids.ts'
import { targets } from '../../schema/tables/targets.ts'
import type { Tx } from './database.ts'

/** `pause`: none of its work is handed out until `resume`; `freeze`: nothing new is built on it, for good. */
export type TargetChange = 'pause' | 'resume' | 'freeze'

export async function changeTarget(tx: Tx, id: TargetId, change: TargetChange, reason: string): Promise<void> {
  await tx.update(targets).set(columns(change, reason)).where(eq(targets.id, id))
}

/** What has been so for a while keeps its time, and takes the newer reason. */
function columns(change: TargetChange, reason: string): PgUpdateSetSource<typeof targets> {
  if (change === 'resume') return { pausedAt: null, pausedReason: null }
  if (change === 'pause') return { pausedAt: sql`coalesce(${targets.pausedAt}, now())`, pausedReason: reason }
  return { frozenAt: sql`coalesce(${targets.frozenAt}, now())`, frozenReason: reason }
}
