import type { AttemptId, BuilderId, BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { closeAttempt, findAttempt, isSilent, listSilentAttempts, lockAttempt } from '../store/attempts.ts'
import { lockBuild, lockReleases, placeOfBuild } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { mayDeclareLost } from './presence.ts'
import { settleFailure } from './settle-failure.ts'

/** An attempt that was given up, with all that it belonged to. */
export interface LostAttempt {
  release: ReleaseId
  build: BuildId
  attempt: AttemptId
  builder: BuilderId
  target: TargetId
}

/** Attempts that are given up in one go. */
const MOST = 1_000

/**
 * Gives up attempts whose builder was silent for too long: they are LOST, and their builds go on elsewhere. What such a builder
 * still reports later is taken. While the farm itself was away, or has not been back for as long, nobody is lost.
 * @returns how many were given up
 */
export async function reapAttempts(farm: Farm): Promise<number> {
  const { db } = farm.database
  const silentMs = farm.lostAfterMs
  const why = `silent for ${Math.round(silentMs / 1_000)} s`
  let lost = 0
  const silent = await listSilentAttempts(db, silentMs, MOST)
  if (silent.length === 0 || !(await mayDeclareLost(farm))) return 0
  for (const id of silent) {
    const given = await db.transaction((tx) => loseAttempt(tx, id, why, silentMs))
    if (given === null) continue
    lost += 1
    farm.log.warn(given, 'attempt lost: its builder was silent')
  }
  return lost
}

/**
 * Makes an open attempt LOST, its build goes on. Nothing happens to one that is closed already.
 * @param silentMs nothing happens either if it was heard within this time, in milliseconds; null: heard or not
 * @returns what was lost, as the log names it; null when nothing happened
 */
export async function loseAttempt(
  tx: Tx,
  id: AttemptId,
  why: string,
  silentMs: number | null,
): Promise<LostAttempt | null> {
  const found = await findAttempt(tx, id)
  const release = found === null ? null : ((await placeOfBuild(tx, found.buildId))?.release ?? null)
  if (found === null || release === null) return null
  await lockReleases(tx, [release])
  const build = await lockBuild(tx, found.buildId)
  const attempt = await lockAttempt(tx, id)
  if (build === null || attempt === null || attempt.state !== 'STARTED') return null
  if (silentMs !== null && !(await isSilent(tx, id, silentMs))) return null
  await closeAttempt(tx, id, { state: 'LOST', failureKind: 'BUILDER_LOST', failureLine: why })
  if (build.work === 'BUILDING' && build.tries === attempt.try) {
    await settleFailure(tx, build, id, { kind: 'BUILDER_LOST', line: why, endsClimb: false, missing: null }, 'farm')
    await planReleases(tx, [release], 'a builder was lost')
  } else {
    await recordEvents(tx, [{ build: build.id, attempt: id, actor: 'farm', change: 'LOST', reason: why }])
  }
  notify(tx, { kind: 'build', build: build.id })
  return { release, build: build.id, attempt: id, builder: attempt.builderId, target: build.targetId }
}
