import { and, eq, isNull, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { BuilderId } from '../../schema/ids.ts'
import { builders } from '../../schema/tables/targets.ts'
import type { Tx } from './database.ts'

/** `pause`: no new work until `resume`; `drain`: it finishes what it has and ends; `revoke`: it is nobody from now on. */
export type BuilderChange = 'pause' | 'resume' | 'drain' | 'revoke'

/** What has been so for a while keeps its time. */
const columns: Record<BuilderChange, PgUpdateSetSource<typeof builders>> = {
  pause: { pausedAt: sql`coalesce(${builders.pausedAt}, now())` },
  resume: { pausedAt: null, drainingAt: null },
  drain: { drainingAt: sql`coalesce(${builders.drainingAt}, now())` },
  revoke: { revokedAt: sql`coalesce(${builders.revokedAt}, now())` },
}

/** Of a revoked builder nothing changes any more. @returns false when there is no such builder, or it is revoked and shall be something else */
export async function changeBuilder(tx: Tx, id: BuilderId, change: BuilderChange): Promise<boolean> {
  const changed = await tx
    .update(builders)
    .set(columns[change])
    .where(change === 'revoke' ? eq(builders.id, id) : and(eq(builders.id, id), isNull(builders.revokedAt)))
    .returning({ id: builders.id })
  return changed.length === 1
}
