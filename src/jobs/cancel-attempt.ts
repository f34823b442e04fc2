import type { AttemptId, BuildId } from '../../schema/ids.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { closeAttempt, findAttempt, findOpenAttempt, lockAttempt } from '../store/attempts.ts'
import { recordAudit } from '../store/audit.ts'
import { lockBuild, lockReleases, placeOfBuild, updateBuild } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import type { Wish } from './builder-control.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { checkReason } from './reason.ts'
import { checkUntil } from './until.ts'

/**
 * Stops an attempt that runs: it is CANCELLED at once, its builder ends the process group when its next beat is answered, and nobody is
 * blamed. Its build is HELD until a person requeues it, or until the time given; the climb goes on without it.
 * @returns the build
 * @throws {NotFoundError} ATTEMPT_UNKNOWN
 * @throws {ConflictError} ATTEMPT_OVER when it has ended already
 * @throws {InputError} REASON_INVALID, UNTIL_INVALID
 */
export async function cancelAttempt(farm: Farm, id: AttemptId, wish: Wish): Promise<BuildId> {
  const reason = checkReason(wish.reason)
  const until = checkUntil(wish.until)
  const { actor } = wish
  return farm.database.db.transaction(async (tx) => {
    const { build, release, attempt } = await lockRunning(tx, id)
    await closeAttempt(tx, id, { state: 'CANCELLED', failureLine: `cancelled: ${reason}` })
    await recordEvents(tx, [{ build: build.id, attempt: id, actor, change: 'CANCELLED', reason }])
    if (build.work === 'BUILDING' && build.tries === attempt.try) {
      const held = { work: 'HELD', climbing: false, queuedAt: null, retryAt: null, heldUntil: until } as const
      await updateBuild(tx, build.id, { ...held, note: `cancelled: ${reason}` })
      await recordEvents(tx, [{ build: build.id, actor, change: 'HELD', reason }])
      await planReleases(tx, [release], 'an attempt was cancelled')
    }
    const detail = { build: build.id, builder: attempt.builderId, until: until?.toISOString() ?? null }
    await recordAudit(tx, { actor, action: 'attempt.cancel', subject: `attempt:${id}`, reason, detail })
    notify(tx, { kind: 'build', build: build.id })
    return build.id
  })
}

/** The same for whatever attempt of a build runs. Throws as `cancelAttempt`, and ATTEMPT_OVER when none does. */
export async function cancelBuild(farm: Farm, build: BuildId, wish: Wish): Promise<AttemptId> {
  const running = await findOpenAttempt(farm.database.db, build)
  if (running === null) throw new ConflictError('ATTEMPT_OVER', `no attempt of build ${build} is running`)
  await cancelAttempt(farm, running, wish)
  return running
}

/** Locked in the order that holds everywhere: release, build, attempt. */
async function lockRunning(tx: Tx, id: AttemptId) {
  const found = await findAttempt(tx, id)
  const release = found === null ? null : ((await placeOfBuild(tx, found.buildId))?.release ?? null)
  if (found === null || release === null) throw new NotFoundError('ATTEMPT_UNKNOWN', `there is no attempt ${id}`)
  await lockReleases(tx, [release])
  const build = await lockBuild(tx, found.buildId)
  const attempt = await lockAttempt(tx, id)
  if (build === null || attempt === null) throw new NotFoundError('ATTEMPT_UNKNOWN', `there is no attempt ${id}`)
  if (attempt.state !== 'STARTED') {
    throw new ConflictError('ATTEMPT_OVER', `attempt ${id} has ended already: ${attempt.state}`)
  }
  return { build, release, attempt }
}
