import type { AttemptId, BuilderId, BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { closeAttempt, findAttempt, isSilent, listSilentAttempts, lockAttempt } from '../store/attempts.ts'
import { lockBuild, lockReleases, placeOfBuild } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { mayDeclareLost } from './presence.ts'
import { retryCancelled, settleFailure } from './settle-failure.ts'

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
 * Makes an open attempt LOST, its build goes on. Nothing happens to one that is closed already, or was heard within `silentMs`.
 * @returns what was lost, as the log names it; null when nothing happened
 */
async function loseAttempt(tx: Tx, id: AttemptId, why: string, silentMs: number): Promise<LostAttempt | null> {
  const open = await lockOpen(tx, id)
  if (open === null || !(await isSilent(tx, id, silentMs))) return null
  const { build, attempt, release } = open
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

/**
 * Ends an open attempt of a builder that was revoked: it is CANCELLED, and its build is tried elsewhere. That says nothing of the build, and uses
 * up none of its tries. Nothing happens to one that is closed already.
 * @returns what was given up, as the log names it; null when nothing happened
 */
export async function revokeAttempt(tx: Tx, id: AttemptId): Promise<LostAttempt | null> {
  const open = await lockOpen(tx, id)
  if (open === null) return null
  const { build, attempt, release } = open
  const why = 'its builder was revoked'
  await closeAttempt(tx, id, { state: 'CANCELLED', failureLine: why })
  if (build.work === 'BUILDING' && build.tries === attempt.try) {
    await retryCancelled(tx, build, { build: build.id, attempt: id, actor: 'farm', change: 'CANCELLED', reason: why })
    await planReleases(tx, [release], 'a builder was revoked')
  } else {
    await recordEvents(tx, [{ build: build.id, attempt: id, actor: 'farm', change: 'CANCELLED', reason: why }])
  }
  notify(tx, { kind: 'build', build: build.id })
  return { release, build: build.id, attempt: id, builder: attempt.builderId, target: build.targetId }
}

/** An attempt that runs, with what it belongs to; locked in the order that holds everywhere: release, build, attempt. */
async function lockOpen(tx: Tx, id: AttemptId) {
  const found = await findAttempt(tx, id)
  const release = found === null ? null : ((await placeOfBuild(tx, found.buildId))?.release ?? null)
  if (found === null || release === null) return null
  await lockReleases(tx, [release])
  const build = await lockBuild(tx, found.buildId)
  const attempt = await lockAttempt(tx, id)
  return build === null || attempt === null || attempt.state !== 'STARTED' ? null : { build, attempt, release }
}
