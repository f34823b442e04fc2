import type { BuilderId } from '../../schema/ids.ts'
import { InputError, NotFoundError } from '../errors.ts'
import { recordAudit } from '../store/audit.ts'
import { findBuilder } from '../store/builders.ts'
import { lockReleases } from '../store/builds.ts'
import type { Db, Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import { type ChosenWheel, listPublished, type WheelChoice, withdrawWheels } from '../store/withdrawals.ts'
import { type BulkWish, checkBounds, checkCount } from './bulk.ts'
import { packageNamed } from './choose-failures.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { checkReason } from './reason.ts'

/** Wheels of one transaction: their releases are locked until it ends. */
const CHUNK = 500

/** As of other things, but for `maxCount`: null is whatever their number, as the farm's operator may say, and then none is expected. */
interface WithdrawWish extends Omit<BulkWish, 'maxCount'> {
  maxCount: number | null
}

/** Wheels as people choose them: at least one of builder, package and hash; all that is given must hold. */
export interface WheelFilter {
  builder?: BuilderId | null | undefined
  package?: string | null | undefined
  sha256?: string | null | undefined
  since?: Date | null | undefined
}

export interface Withdrawn {
  /** Public names of the wheels that are, or would be, off the index. */
  wheels: string[]
}

/**
 * Takes published wheels off the index at once and keeps them as evidence. A withdrawn wheel covers nothing, and the build that made it
 * is held until a person requeues it; a rebuild gets another name. Some hundreds a transaction: when it breaks off in the middle, the same
 * wish does the rest.
 * @throws {InputError} WITHDRAW_ARGUMENTS, REASON_INVALID, BULK_MAX, BULK_UNCOUNTED, NAME_INVALID
 * @throws {NotFoundError} BUILDER_UNKNOWN, PACKAGE_UNKNOWN
 * @throws {ConflictError} BULK_TOO_MANY, BULK_COUNT
 */
export async function withdraw(farm: Farm, filter: WheelFilter, given: WithdrawWish): Promise<Withdrawn> {
  const { db } = farm.database
  const wish = { ...given, reason: checkReason(given.reason) }
  const { maxCount } = wish
  const bounded = maxCount === null ? null : { ...wish, maxCount }
  if (bounded !== null) checkBounds(bounded)
  const choice = await chooseWheels(db, filter)
  const chosen = await listPublished(db, choice, maxCount === null ? Number.MAX_SAFE_INTEGER : maxCount + 1)
  if (bounded !== null) checkCount(bounded, chosen.length, 'wheels')
  if (wish.dryRun) return { wheels: chosen.map(({ filename }) => filename) }
  const done: string[] = []
  for (let at = 0; at < chosen.length; at += CHUNK) {
    const part = chosen.slice(at, at + CHUNK)
    done.push(...(await db.transaction((tx) => withdrawPart(tx, part, filter, wish))))
  }
  farm.log.info({ wheels: done.length, actor: wish.actor }, 'wheels withdrawn')
  return { wheels: done }
}

async function chooseWheels(db: Db, { builder, package: name, sha256, since }: WheelFilter): Promise<WheelChoice> {
  if (builder == null && name == null && sha256 == null) {
    throw new InputError('WITHDRAW_ARGUMENTS', 'say of which builder, of which package, or with which sha256')
  }
  if (sha256 != null && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new InputError('WITHDRAW_ARGUMENTS', 'a sha256 is 64 hex digits in lower case', { at: 'sha256' })
  }
  if (builder != null && (await findBuilder(db, builder)) === null) {
    throw new NotFoundError('BUILDER_UNKNOWN', `there is no builder ${builder}`)
  }
  return {
    builder: builder ?? null,
    package: name == null ? null : (await packageNamed(db, name, 'package')).id,
    sha256: sha256 ?? null,
    since: since ?? null,
  }
}

async function withdrawPart(
  tx: Tx,
  part: readonly ChosenWheel[],
  filter: WheelFilter,
  { actor, reason }: WithdrawWish,
): Promise<string[]> {
  const releases = part.map(({ release }) => release)
  await lockReleases(tx, releases)
  const ids = await withdrawWheels(
    tx,
    part.map(({ id }) => id),
    { actor, reason },
  )
  const gone = part.filter(({ id }) => ids.has(id))
  await recordEvents(
    tx,
    gone.map(({ build, filename }) => ({ build, actor, change: 'WITHDRAWN', reason: `${filename}: ${reason}` })),
  )
  const detail = { filter, wheels: gone.map(({ filename, sha256 }) => ({ filename, sha256 })) }
  await recordAudit(tx, { actor, reason, action: 'wheels.withdraw', subject: subjectOf(filter), detail })
  await planReleases(tx, releases, `withdrawn by ${actor}`)
  for (const name of new Set(gone.map(({ packageName }) => packageName))) notify(tx, { kind: 'package', name })
  for (const build of new Set(gone.map((wheel) => wheel.build))) notify(tx, { kind: 'build', build })
  return gone.map(({ filename }) => filename)
}

function subjectOf({ builder, package: name, sha256 }: WheelFilter): string {
  if (builder != null) return `builder:${builder}`
  return name != null ? `package:${name}` : `wheel:${sha256}`
}
