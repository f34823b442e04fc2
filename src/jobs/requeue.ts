import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { assertNever, ConflictError, FarmError, NotFoundError } from '../errors.ts'
import { laneOrder } from '../ladder/lane.ts'
import { normaliseName } from '../ladder/names.ts'
import { decideRequeue, type RequeueDecision } from '../ladder/requeue.ts'
import { type Rung, type RungStatus, statusesOn } from '../ladder/status.ts'
import { versionKey } from '../ladder/version.ts'
import { recordAudit } from '../store/audit.ts'
import { lockReleases, placeOfBuild, setClimbLane } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import { findRelease, readPackagesByName } from '../store/read-packages.ts'
import { type LoadedRelease, loadReleases } from '../store/release-facts.ts'
import { findOpenBuild, raiseRow, requeueRow } from '../store/requeues.ts'
import type { TargetName } from '../store/targets.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { checkReason } from './reason.ts'
import { targetNamed } from './target-named.ts'

/** What became of a person's wish: a new attempt, an open build that goes first now, or one that is being done already. */
export interface Requeued {
  build: BuildId
  outcome: 'ATTEMPT' | 'RAISED' | 'ALREADY'
}

/**
 * Tries a build again. A resolved rung gets a new attempt beside the climb; an open one, or the one that it waits for, goes first.
 * What is queued or running is never doubled.
 * @throws {NotFoundError} BUILD_UNKNOWN
 * @throws {ConflictError} REQUEUE_EXCLUDED, REQUEUE_SKIPPED, REQUEUE_NOTHING_TO_BUILD
 * @throws {InputError} REASON_INVALID
 */
export async function requeueBuild(farm: Farm, build: BuildId, actor: string, reason: string): Promise<Requeued> {
  const wish = { actor, reason: checkReason(reason) }
  return farm.database.db.transaction(async (tx) => {
    const place = await placeOfBuild(tx, build)
    if (place === null) throw new NotFoundError('BUILD_UNKNOWN', `there is no build ${build}`)
    return requeueRung(tx, place.release, place.target, wish)
  })
}

/**
 * The same by name, where `1.0.0` finds a release `1.0`, as PEP 440 compares them. Without a target: the lowest rung that failed, else
 * that is open, else that was built, else the lowest.
 * @throws {NotFoundError} RELEASE_UNKNOWN, TARGET_UNKNOWN
 * @throws {InputError} FILTER_INVALID
 * @throws as `requeueBuild`
 */
export async function requeueRelease(
  farm: Farm,
  wanted: { package: string; version: string; target?: TargetName },
  actor: string,
  reason: string,
): Promise<Requeued> {
  const wish = { actor, reason: checkReason(reason) }
  return farm.database.db.transaction(async (tx) => {
    const release = await releaseOf(tx, normaliseName(wanted.package), wanted.version)
    const target = wanted.target === undefined ? null : (await targetNamed(tx, wanted.target)).id
    return requeueRung(tx, release, target, wish)
  })
}

async function releaseOf(tx: Tx, name: string, version: string): Promise<ReleaseId> {
  const [owner] = await readPackagesByName(tx, [name])
  const release = owner === undefined ? null : await findRelease(tx, owner.id, version, versionKey(version))
  if (release === null) throw new NotFoundError('RELEASE_UNKNOWN', `there is no release ${name} ${version}`)
  return release.id
}

interface Wish {
  actor: string
  reason: string
}

async function requeueRung(tx: Tx, id: ReleaseId, target: TargetId | null, wish: Wish): Promise<Requeued> {
  await lockReleases(tx, [id])
  const [release] = await loadReleases(tx, [id])
  if (release === undefined) throw new NotFoundError('RELEASE_UNKNOWN', `there is no release ${id}`)
  const statuses = statusesOn(release.facts, release.rungs, release.policies)
  const place = target === null ? likeliestRung(statuses) : release.rungs.findIndex((rung) => rung.target === target)
  const [rung, status] = [release.rungs[place], statuses[place]]
  if (rung === undefined || status === undefined) throw new NotFoundError('TARGET_UNKNOWN', 'there is no target yet')
  const done = await applyDecision(tx, { release, rung, decision: decideRequeue(status, rung) }, wish)
  const subject = `build:${done.build}`
  const detail = { package: release.packageName, version: release.version, target: rung.target, outcome: done.outcome }
  await recordAudit(tx, { ...wish, action: 'build.requeue', subject, detail })
  notify(tx, { kind: 'build', build: done.build })
  return done
}

function likeliestRung(statuses: readonly RungStatus[]): number {
  for (const wanted of ['FAILED', 'OPEN', 'BUILT']) {
    const place = statuses.findIndex(({ status }) => status === wanted)
    if (place !== -1) return place
  }
  return 0
}

interface Decided {
  release: LoadedRelease
  rung: Rung
  decision: RequeueDecision
}

async function applyDecision(tx: Tx, decided: Decided, wish: Wish): Promise<Requeued> {
  const { release, rung, decision } = decided
  switch (decision.kind) {
    case 'attempt':
      return startOver(tx, release, rung.target, wish)
    case 'raise':
      return raise(tx, release, decision.target === 'this' ? rung.target : decision.target, wish)
    case 'already':
      return { build: await openBuildOn(tx, release, rung.target), outcome: 'ALREADY' }
    case 'refused':
      throw new ConflictError(decision.code, decision.why)
    default:
      return assertNever(decision)
  }
}

async function startOver(tx: Tx, release: LoadedRelease, target: TargetId, wish: Wish): Promise<Requeued> {
  const { id, work } = await requeueRow(tx, release.id, target, laneOrder('urgent', release.uploadedAt, new Date()))
  await recordEvents(tx, [{ build: id, ...wish, change: 'REQUEUED' }])
  await planReleases(tx, [release.id], `requeued by ${wish.actor}`)
  notify(tx, { kind: 'dispatch', target })
  // Its last attempt was never told to stop: that is the attempt which was asked for.
  return { build: id, outcome: work === 'BUILDING' ? 'ALREADY' : 'ATTEMPT' }
}

/** The whole climb goes first from now on, so that the rung that the person wants is reached soon. */
async function raise(tx: Tx, release: LoadedRelease, target: TargetId, wish: Wish): Promise<Requeued> {
  await setClimbLane(tx, [release.id], 'urgent')
  const known = release.builds.find((build) => build.target === target)
  if (known !== undefined && known.work !== 'BUILDING') {
    await raiseRow(tx, known.id, laneOrder('urgent', release.uploadedAt, new Date()))
  }
  await planReleases(tx, [release.id], `requeued by ${wish.actor}`)
  const build = await openBuildOn(tx, release, target)
  await recordEvents(tx, [{ build, ...wish, change: 'RAISED' }])
  notify(tx, { kind: 'dispatch', target })
  return { build, outcome: 'RAISED' }
}

async function openBuildOn(tx: Tx, release: LoadedRelease, target: TargetId): Promise<BuildId> {
  const build = await findOpenBuild(tx, release.id, target)
  if (build === null) throw new FarmError('PLAN_BROKEN', `release ${release.id} has nothing open on target ${target}`)
  return build
}
