import type { BuilderId } from '../../schema/ids.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { listOpenAttempts } from '../store/attempts.ts'
import { recordAudit } from '../store/audit.ts'
import { type BuilderChange, changeBuilder } from '../store/builder-control.ts'
import { findBuilder } from '../store/builders.ts'
import type { Tx } from '../store/database.ts'
import type { Farm } from './farm.ts'
import { loseAttempt } from './reaper.ts'
import { checkReason } from './reason.ts'

/**
 * Takes a builder's identity away: its open attempts are LOST at once and go on elsewhere, and nothing that it says is taken any
 * more. Its queue user goes with the next sweep; it can start nothing meanwhile.
 * @throws {NotFoundError} BUILDER_UNKNOWN
 * @throws {ConflictError} BUILDER_REVOKED unless it is to be revoked
 * @throws {InputError} REASON_INVALID
 */
export async function revokeBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await change(farm, id, 'revoke', actor, reason)
  for (const attempt of await listOpenAttempts(farm.database.db, id)) {
    const lost = await farm.database.db.transaction((tx) =>
      loseAttempt(tx, farm, attempt, 'its builder was revoked', null),
    )
    if (lost !== null) farm.log.warn(lost, 'attempt lost: its builder was revoked')
  }
}

/** Gives a builder no new work until it is resumed. Throws as `revokeBuilder`. */
export async function pauseBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await change(farm, id, 'pause', actor, reason)
}

/** Undoes `pauseBuilder` and `drainBuilder`. Throws as `revokeBuilder`. */
export async function resumeBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await change(farm, id, 'resume', actor, reason)
}

/** Lets a builder finish what it has and take no more; its next beat tells it. Throws as `revokeBuilder`. */
export async function drainBuilder(farm: Farm, id: BuilderId, actor: string, reason: string): Promise<void> {
  await change(farm, id, 'drain', actor, reason)
}

async function change(farm: Farm, id: BuilderId, what: BuilderChange, actor: string, given: string): Promise<void> {
  const reason = checkReason(given)
  await farm.database.db.transaction(async (tx) => {
    if (!(await changeBuilder(tx, id, what))) throw await whyUnchanged(tx, id)
    await recordAudit(tx, { actor, action: `builder.${what}`, subject: `builder:${id}`, reason })
  })
}

async function whyUnchanged(tx: Tx, id: BuilderId): Promise<NotFoundError | ConflictError> {
  return (await findBuilder(tx, id)) === null
    ? new NotFoundError('BUILDER_UNKNOWN', `there is no builder ${id}`)
    : new ConflictError('BUILDER_REVOKED', `builder ${id} was revoked: it must enrol anew`)
}
