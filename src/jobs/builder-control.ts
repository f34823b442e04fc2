import { eq, sql } from 'drizzle-orm'
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { BuilderId } from '../../schema/ids.ts'
import { builders } from '../../schema/tables/targets.ts'
import { NotFoundError } from '../errors.ts'
import { listOpenAttempts } from '../store/attempts.ts'
import { recordAudit } from '../store/audit.ts'
import type { Farm } from './farm.ts'
import { loseAttempt } from './reaper.ts'
import { checkReason } from './reason.ts'

/**
 * Takes a builder's identity away: its open attempts are LOST at once and go on elsewhere, and nothing that it says is taken any
 * more. Its queue user goes with the next sweep; it can start nothing meanwhile.
 * @throws {NotFoundError} BUILDER_UNKNOWN
 * @throws {InputError} REASON_INVALID
 */
export async function revokeBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await changeBuilder(
    farm,
    id,
    { action: 'builder.revoke', actor, reason },
    { revokedAt: sql`coalesce(revoked_at, now())` },
  )
  for (const attempt of await listOpenAttempts(farm.database.db, id)) {
    const lost = await farm.database.db.transaction((tx) =>
      loseAttempt(tx, farm, attempt, 'its builder was revoked', null),
    )
    if (lost !== null) farm.log.warn(lost, 'attempt lost: its builder was revoked')
  }
}

/** Gives a builder no new work until it is resumed. Throws as `revokeBuilder`. */
export async function pauseBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await changeBuilder(
    farm,
    id,
    { action: 'builder.pause', actor, reason },
    { pausedAt: sql`coalesce(paused_at, now())` },
  )
}

/** Undoes `pauseBuilder` and `drainBuilder`. Throws as `revokeBuilder`. */
export async function resumeBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await changeBuilder(farm, id, { action: 'builder.resume', actor, reason }, { pausedAt: null, drainingAt: null })
}

/** Lets a builder finish what it has and take no more; its next beat tells it. Throws as `revokeBuilder`. */
export async function drainBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await changeBuilder(
    farm,
    id,
    { action: 'builder.drain', actor, reason },
    { drainingAt: sql`coalesce(draining_at, now())` },
  )
}

async function changeBuilder(
  farm: Farm,
  id: BuilderId,
  audit: { action: string; actor: string; reason: string },
  change: PgUpdateSetSource<typeof builders>,
): Promise<void> {
  const reason = checkReason(audit.reason)
  await farm.database.db.transaction(async (tx) => {
    const changed = await tx.update(builders).set(change).where(eq(builders.id, id)).returning({ id: builders.id })
    if (changed.length === 0) throw new NotFoundError('BUILDER_UNKNOWN', `there is no builder ${id}`)
    await recordAudit(tx, { ...audit, reason, subject: `builder:${id}` })
  })
}
