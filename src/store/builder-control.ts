import { and, eq, isNull, lte, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { BuilderId } from '../../schema/ids.ts'
import { builders } from '../../schema/tables/targets.ts'
import type { Db, Tx } from './database.ts'

/**
 * `pause`: no new work until `resume`; `drain`: it finishes what it has and ends; `retire`: the same, for good, and it is listed no
 * more; `revoke`: it is nobody from now on.
 */
export type BuilderChange = 'pause' | 'resume' | 'drain' | 'retire' | 'revoke'

/** What it is for; `until`: it ends by itself then. */
export interface ChangeWords {
  reason: string
  until: Date | null
}

/** What has been so for a while keeps its time, and takes the newer reason. */
function columns(change: BuilderChange, { reason, until }: ChangeWords): PgUpdateSetSource<typeof builders> {
  switch (change) {
    case 'pause':
      return { pausedAt: sql`coalesce(${builders.pausedAt}, now())`, pausedReason: reason, pausedUntil: until }
    case 'drain':
      return { drainingAt: sql`coalesce(${builders.drainingAt}, now())`, drainingReason: reason, drainingUntil: until }
    case 'retire':
      return { retiredAt: sql`coalesce(${builders.retiredAt}, now())` }
    case 'revoke':
      return { revokedAt: sql`coalesce(${builders.revokedAt}, now())` }
    case 'resume':
      return {
        ...unpaused,
        ...undrained,
        retiredAt: null,
        quarantinedAt: null,
        quarantineEvidence: null,
        trustedSince: sql`now()`,
      }
  }
}

const unpaused = { pausedAt: null, pausedReason: null, pausedUntil: null } as const
const undrained = { drainingAt: null, drainingReason: null, drainingUntil: null } as const

/** Of a revoked builder nothing changes any more. @returns false when there is no such builder, or it is revoked and shall be something else */
export async function changeBuilder(
  tx: Tx,
  id: BuilderId,
  change: BuilderChange,
  words: ChangeWords,
): Promise<boolean> {
  const changed = await tx
    .update(builders)
    .set(columns(change, words))
    .where(change === 'revoke' ? eq(builders.id, id) : and(eq(builders.id, id), isNull(builders.revokedAt)))
    .returning({ id: builders.id })
  return changed.length === 1
}

/** Ends the pauses of builders whose time is over. @returns whose */
export async function endDuePauses(tx: Db | Tx): Promise<BuilderId[]> {
  const due = lte(builders.pausedUntil, sql`now()`)
  const rows = await tx.update(builders).set(unpaused).where(due).returning({ id: builders.id })
  return rows.map(({ id }) => id)
}

/** The same for draining. */
export async function endDueDrains(tx: Db | Tx): Promise<BuilderId[]> {
  const due = lte(builders.drainingUntil, sql`now()`)
  const rows = await tx.update(builders).set(undrained).where(due).returning({ id: builders.id })
  return rows.map(({ id }) => id)
}
