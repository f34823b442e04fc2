import type { BuilderId } from '../../schema/ids.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { listOpenAttempts } from '../store/attempts.ts'
import { recordAudit } from '../store/audit.ts'
import { type BuilderChange, changeBuilder } from '../store/builder-control.ts'
import { findBuilder } from '../store/builders.ts'
import type { Tx } from '../store/database.ts'
import { setServing } from '../store/target-control.ts'
import type { TargetName } from '../store/targets.ts'
import type { Farm } from './farm.ts'
import { revokeAttempt } from './reaper.ts'
import { checkReason } from './reason.ts'
import { targetNamed } from './target-named.ts'
import { checkUntil } from './until.ts'

/** Who wishes something, why, and until when; left out: until a person ends it. */
export interface Wish {
  actor: string
  reason: string
  until?: Date | null
}

/**
 * Takes a builder's identity away: its open attempts are CANCELLED at once and go on elsewhere without blame, and nothing that it says is taken any
 * more. Its queue user goes with the next sweep; it can start nothing meanwhile.
 * @throws {NotFoundError} BUILDER_UNKNOWN
 * @throws {ConflictError} BUILDER_REVOKED unless it is to be revoked
 * @throws {InputError} REASON_INVALID, UNTIL_INVALID
 */
export async function revokeBuilder(farm: Farm, id: BuilderId, wish: Wish): Promise<void> {
  await change(farm, id, 'revoke', wish)
  for (const attempt of await listOpenAttempts(farm.database.db, id)) {
    const ended = await farm.database.db.transaction((tx) => revokeAttempt(tx, attempt))
    if (ended !== null) farm.log.warn(ended, 'attempt cancelled: its builder was revoked')
  }
}

/** Gives a builder no new work until it is resumed. Throws as `revokeBuilder`. */
export async function pauseBuilder(farm: Farm, id: BuilderId, wish: Wish): Promise<void> {
  await change(farm, id, 'pause', wish)
}

/** Undoes `pauseBuilder`, `drainBuilder` and `retireBuilder`, and ends a quarantine. Throws as `revokeBuilder`. */
export async function resumeBuilder(farm: Farm, id: BuilderId, wish: Wish): Promise<void> {
  await change(farm, id, 'resume', wish)
}

/** Lets a builder finish what it has and take no more; its next beat tells it. Throws as `revokeBuilder`. */
export async function drainBuilder(farm: Farm, id: BuilderId, wish: Wish): Promise<void> {
  await change(farm, id, 'drain', wish)
}

/** Drains a builder that shall not come back. What it still has to deliver is taken. Throws as `revokeBuilder`. */
export async function retireBuilder(farm: Farm, id: BuilderId, wish: Wish): Promise<void> {
  await change(farm, id, 'retire', wish)
}

/**
 * Has a builder serve a target that it has the interpreter for, or no longer. Its next beat tells it; what it builds, it finishes.
 * @throws {NotFoundError} BUILDER_UNKNOWN, TARGET_UNKNOWN
 * @throws {ConflictError} BUILDER_LACKS_TARGET when it has no such interpreter
 * @throws {InputError} REASON_INVALID
 */
export async function assignBuilder(
  farm: Farm,
  id: BuilderId,
  name: TargetName,
  serves: boolean,
  wish: Wish,
): Promise<void> {
  const reason = checkReason(wish.reason)
  await farm.database.db.transaction(async (tx) => {
    if ((await findBuilder(tx, id)) === null) throw unknown(id)
    const target = await targetNamed(tx, name)
    if (!(await setServing(tx, id, target.id, serves))) {
      throw new ConflictError(
        'BUILDER_LACKS_TARGET',
        `builder ${id} has no interpreter for ${name.abi} ${name.platform}`,
      )
    }
    const action = serves ? 'builder.assign' : 'builder.unassign'
    const detail = { target: `${name.abi} ${name.platform}` }
    await recordAudit(tx, { actor: wish.actor, action, subject: `builder:${id}`, reason, detail })
  })
}

async function change(farm: Farm, id: BuilderId, what: BuilderChange, wish: Wish): Promise<void> {
  const reason = checkReason(wish.reason)
  const until = checkUntil(wish.until)
  await farm.database.db.transaction(async (tx) => {
    if (!(await changeBuilder(tx, id, what, { reason, until }))) throw await whyUnchanged(tx, id)
    const detail = until === null ? {} : { detail: { until: until.toISOString() } }
    await recordAudit(tx, { actor: wish.actor, action: `builder.${what}`, subject: `builder:${id}`, reason, ...detail })
  })
}

async function whyUnchanged(tx: Tx, id: BuilderId): Promise<NotFoundError | ConflictError> {
  return (await findBuilder(tx, id)) === null
    ? unknown(id)
    : new ConflictError('BUILDER_REVOKED', `builder ${id} was revoked: it must enrol anew`)
}

const unknown = (id: BuilderId) => new NotFoundError('BUILDER_UNKNOWN', `there is no builder ${id}`)
