import type { AttemptId } from '../../schema/ids.ts'
import { closeAttempt, findAttempt, isSilent, listSilentAttempts, lockAttempt } from '../store/attempts.ts'
import { lockBuild, lockReleases, placeOfBuild } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { settleFailure } from './settle-failure.ts'

/** Nine beats missed. */
export const SILENT_MS = 180_000

/** Attempts that are given up in one go. */
const MOST = 1_000

/**
 * Gives up attempts whose builder was silent for too long: they are LOST, and their builds go on elsewhere. What such a builder
 * still reports later is taken.
 * @returns how many were given up
 */
export async function reapAttempts(farm: Farm, silentMs: number = SILENT_MS): Promise<number> {
  const silent = await listSilentAttempts(farm.database.db, silentMs, MOST)
  for (const id of silent) {
    await farm.database.db.transaction((tx) =>
      loseAttempt(tx, farm, id, `silent for ${Math.round(silentMs / 1_000)} s`),
    )
  }
  if (silent.length > 0) farm.log.warn({ attempts: silent }, 'attempts lost')
  return silent.length
}

/**
 * Makes an open attempt LOST, its build goes on. Nothing happens to one that is closed already.
 * @param silentMs nothing happens either if it was heard since, within this time
 */
export async function loseAttempt(
  tx: Tx,
  farm: Pick<Farm, 'policies'>,
  id: AttemptId,
  why: string,
  silentMs = 0,
): Promise<void> {
  const found = await findAttempt(tx, id)
  const release = found === null ? null : ((await placeOfBuild(tx, found.buildId))?.release ?? null)
  if (found === null || release === null) return
  await lockReleases(tx, [release])
  const build = await lockBuild(tx, found.buildId)
  const attempt = await lockAttempt(tx, id)
  if (build === null || attempt === null || attempt.state !== 'STARTED') return
  if (silentMs > 0 && !(await isSilent(tx, id, silentMs))) return
  await closeAttempt(tx, id, { state: 'LOST', failureKind: 'BUILDER_LOST', failureLine: why })
  if (build.work === 'BUILDING' && build.tries === attempt.try) {
    await settleFailure(tx, build, id, { kind: 'BUILDER_LOST', line: why, endsClimb: false }, 'farm')
    await planReleases(tx, farm.policies, [release], 'a builder was lost')
  } else {
    await recordEvents(tx, [{ build: build.id, attempt: id, actor: 'farm', change: 'LOST', reason: why }])
  }
  await notify(tx, { kind: 'build', build: build.id })
}
