import type { InterpreterFacts } from '../../schema/farm-api.ts'
import type { TargetId } from '../../schema/ids.ts'
import { ConflictError } from '../errors.ts'
import { recordAudit } from '../store/audit.ts'
import { fillForTarget, lockForNewTarget } from '../store/compatibility.ts'
import type { Tx } from '../store/database.ts'
import { notify } from '../store/notify.ts'
import { openTargetStep } from '../store/open-target.ts'
import { changeTarget, type TargetChange } from '../store/target-control.ts'
import { findTarget, insertTarget, type TargetName, type TargetRow } from '../store/targets.ts'
import type { Wish } from './builder-control.ts'
import type { Farm } from './farm.ts'
import { checkReason } from './reason.ts'
import { targetNamed } from './target-named.ts'
import { checkUntil } from './until.ts'

/** Releases that one transaction opens a new target over. */
const OPEN_STEP = 5_000

/**
 * Adds the target of an interpreter, unless the farm has it, and begins to open it; the dispatcher goes on if there are many releases.
 * @throws {ConflictError} TARGET_MISMATCH as `ensureTarget`
 */
export async function addTarget(farm: Farm, facts: InterpreterFacts, label: string): Promise<TargetId> {
  const target = await farm.database.db.transaction((tx) => ensureTarget(tx, facts, label))
  await openTarget(farm, target, 1)
  return target
}

/**
 * The target of an interpreter, added if the farm does not have it yet; `openTarget` then opens it over the releases.
 * @throws {ConflictError} TARGET_MISMATCH when the target is known with another list of tags: what is built on one of the two
 *   systems might not be installable on the other
 */
export async function ensureTarget(tx: Tx, facts: InterpreterFacts, label: string): Promise<TargetId> {
  const known = await findTarget(tx, facts)
  if (known !== null) return sameTarget(known, facts)
  await lockForNewTarget(tx)
  const meanwhile = await findTarget(tx, facts)
  if (meanwhile !== null) return sameTarget(meanwhile, facts)
  const { abi, platform, pythonVersion, tags } = facts
  const id = await insertTarget(tx, { abi, platform, pythonVersion, tags, label })
  await fillForTarget(tx, { id, pythonVersion, tags })
  const subject = `target:${abi}:${platform}`
  await recordAudit(tx, { actor: 'farm', action: 'target.add', subject, detail: { pythonVersion, label } })
  notify(tx, { kind: 'dispatch', target: id })
  return id
}

function sameTarget(known: TargetRow, facts: InterpreterFacts): TargetId {
  if (known.tags.length !== facts.tags.length || known.tags.some((tag, place) => tag !== facts.tags[place])) {
    throw new ConflictError(
      'TARGET_MISMATCH',
      `${facts.abi} on ${facts.platform} is known with other tags: ${firstDifference(known.tags, facts.tags)}`,
    )
  }
  return known.id
}

function firstDifference(known: readonly string[], given: readonly string[]): string {
  const place = Math.max(
    0,
    known.findIndex((tag, at) => tag !== given[at]),
  )
  return `tag ${place + 1} is ${known[place] ?? 'missing'} there and ${given[place] ?? 'missing'} here`
}

/**
 * Opens a new target over releases that it was not opened over yet, some thousands per transaction, until all are done. The dispatcher
 * calls it too, so an interrupted opening goes on.
 * @param steps at most this many transactions; a caller that must answer soon does one and leaves the rest to the dispatcher
 */
export async function openTarget(
  farm: Pick<Farm, 'database'>,
  target: TargetId,
  steps = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (let more = true, step = 0; more && step < steps; step += 1) {
    more = await farm.database.db.transaction(async (tx) => {
      const left = await openTargetStep(tx, target, OPEN_STEP)
      notify(tx, { kind: 'dispatch', target })
      return left
    })
  }
}

/**
 * Ends a target's life: nothing new is built on it, all stays served. Open builds are closed by the sweep.
 * @throws {NotFoundError} TARGET_UNKNOWN
 * @throws {InputError} REASON_INVALID, FILTER_INVALID, UNTIL_INVALID
 */
export async function freezeTarget(farm: Farm, name: TargetName, wish: Wish): Promise<void> {
  await change(farm, name, 'freeze', wish)
}

/** Stops handing out a target's work until it is resumed, or its time is over. Running attempts finish. Throws as `freezeTarget`. */
export async function pauseTarget(farm: Farm, name: TargetName, wish: Wish): Promise<void> {
  await change(farm, name, 'pause', wish)
}

/** Undoes `pauseTarget`. Throws as it does. */
export async function resumeTarget(farm: Farm, name: TargetName, wish: Wish): Promise<void> {
  await change(farm, name, 'resume', wish)
}

async function change(farm: Farm, name: TargetName, what: TargetChange, wish: Wish): Promise<void> {
  const reason = checkReason(wish.reason)
  const until = checkUntil(wish.until)
  await farm.database.db.transaction(async (tx) => {
    const target = await targetNamed(tx, name)
    await changeTarget(tx, target.id, what, { reason, until })
    const detail = until === null ? {} : { detail: { until: until.toISOString() } }
    const subject = `target:${name.abi}:${name.platform}`
    await recordAudit(tx, { actor: wish.actor, action: `target.${what}`, subject, reason, ...detail })
    notify(tx, { kind: 'dispatch', target: target.id })
  })
}
