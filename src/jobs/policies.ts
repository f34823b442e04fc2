import { InputError, NotFoundError } from '../errors.ts'
import { recordAudit } from '../store/audit.ts'
import { type FollowMode, setFollows } from '../store/follows.ts'
import { notify } from '../store/notify.ts'
import { findPackage } from '../store/packages.ts'
import { askReplan, listTouched, type PolicyWords, readWords, takeReplan, writeWords } from '../store/policies.ts'
import { forgetList, lockCursor } from '../store/upstream-cursor.ts'
import { askUnstored, dropBacklog } from '../store/upstream-dirty.ts'
import type { Farm } from './farm.ts'
import { parseName } from './parse-name.ts'
import { planReleases } from './plan.ts'
import { checkReason } from './reason.ts'

/** More releases than any package has. */
const MOST_NEWEST = 10_000

/** Who changes a policy, and why. */
interface Wish {
  actor: string
  reason: string
}

/**
 * Changes what is built of a package, or with null of all that have no word of their own. What a package's change touches is planned
 * at once; for all packages the dispatcher does it in steps, which go on after a crash.
 * @param given what changes; null takes a word back
 * @throws {NotFoundError} PACKAGE_UNKNOWN
 * @throws {InputError} REASON_INVALID, NAME_INVALID, POLICY_INVALID
 */
export async function changePolicy(
  farm: Pick<Farm, 'database'>,
  name: string | null,
  given: Partial<PolicyWords>,
  wish: Wish,
): Promise<PolicyWords> {
  const reason = checkReason(wish.reason)
  checkNewest(given.newest ?? 0)
  const normal = name === null ? null : parseName(name, 'package')
  return farm.database.db.transaction(async (tx) => {
    const owner = normal === null ? null : await findPackage(tx, normal)
    if (normal !== null && owner === null) throw new NotFoundError('PACKAGE_UNKNOWN', `there is no package ${normal}`)
    const before = await readWords(tx, owner?.id ?? null)
    const words: PolicyWords = { ...before, ...given }
    const changed = ruleNames.filter((rule) => words[rule] !== before[rule])
    if (changed.length === 0) return words
    await writeWords(tx, owner?.id ?? null, words, wish.actor)
    const subject = normal === null ? 'policy' : `package:${normal}`
    await recordAudit(tx, { actor: wish.actor, reason, action: 'policy.change', subject, detail: { ...given } })
    if (owner === null) await askReplan(tx, changed, `the farm's policy changed: ${reason}`)
    else await planReleases(tx, await listTouched(tx, owner.id, changed), `its policy changed: ${reason}`)
    if (normal !== null) notify(tx, { kind: 'package', name: normal })
    return words
  })
}

const ruleNames = ['prereleases', 'yanked', 'upstreamWheels', 'newest'] as const

function checkNewest(newest: number): void {
  if (Number.isInteger(newest) && newest >= 0 && newest <= MOST_NEWEST) return
  throw new InputError('POLICY_INVALID', `"newest" is 0 (all) to ${MOST_NEWEST}`, { at: 'newest' })
}

/** Changes which packages the farm follows; the poller sees it at its next look. @returns whether it was another mode */
export async function changeFollows(farm: Pick<Farm, 'database'>, mode: FollowMode, actor: string): Promise<boolean> {
  return farm.database.db.transaction(async (tx) => {
    // Before the mode: whoever reads events or the list does it under this lock, and so by one mode or the other.
    const { begunSerial } = await lockCursor(tx)
    const changed = await setFollows(tx, mode)
    if (!changed) return false
    if (mode === 'all') await forgetList(tx)
    else await dropBacklog(tx)
    if (mode !== 'packages' && begunSerial !== null) await askUnstored(tx, begunSerial)
    await recordAudit(tx, { actor, action: 'sync.follow', subject: 'sync', detail: { mode } })
    await askReplan(tx, ['follows'], `the farm follows ${mode}`)
    notify(tx, { kind: 'upstream' })
    return true
  })
}

/** Plans anew what changed rules touch, step by step. @returns how many releases were looked at; null when nothing was left */
export async function continueReplan(farm: Pick<Farm, 'database'>): Promise<number | null> {
  return farm.database.db.transaction(async (tx) => {
    const step = await takeReplan(tx)
    if (step !== null) await planReleases(tx, step.releases, step.reason)
    return step?.releases.length ?? null
  })
}
