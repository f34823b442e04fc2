import type { TargetId } from '../../schema/ids.ts'
import { blameOf } from './blame.ts'
import type { Policies } from './policies.ts'
import type { FailureKind, Verdict, WorkState } from './words.ts'

/** What the ladder needs to know of one release, whatever the target. */
export interface ReleaseFacts {
  gone: 'REMOVED' | 'QUARANTINED' | null
  /** Skipped by a person: which of the two, and the reason given. The package's skip wins. */
  skipped: { by: 'PACKAGE' | 'RELEASE'; reason: string } | null
  hasSdist: boolean
  yanked: boolean
  isPrerelease: boolean
  /** Uploaded before the farm began, and nobody asked for this package. */
  beforeStart: boolean
  /** Newer releases of the package, pre-releases included. Only looked at when a newest-N policy is set. */
  newerReleases: number
}

/** A build row as the ladder sees it. */
export interface BuildFacts {
  verdict: Verdict | null
  failureKind: FailureKind | null
  work: WorkState | null
  climbing: boolean
  /** With verdict FAILED: whatever is built would be wrong everywhere (a wheel of another package), so the climb ends. */
  endsClimb: boolean
}

/**
 * One rung: a release on a target, with the yes-or-no answers of the tag and requires-python rules already given (the
 * tables `tag_set_targets` and `requires_python_targets` hold them, filled by `fits` and `admits`). Rungs come in ladder order.
 */
export interface Rung {
  target: TargetId
  /** Platform tag; the rungs of a platform are one ladder, and limits are told apart by it. */
  platform: string
  frozen: boolean
  /** The release's requires-python admits this Python; true when there is none or it cannot be read. */
  admitted: boolean
  /** File name of a published wheel of this rung's own build that fits. */
  ownWheel: string | null
  /** File name of a published wheel of ours from elsewhere that fits and whose METADATA admits this Python. */
  coveringWheel: string | null
  /** File name of a wheel on PyPI that fits and admits. */
  upstreamWheel: string | null
  build: BuildFacts | null
}

/** Where a release stands on a target, with the reason. The first of the design's list that applies. */
export type RungStatus =
  | {
      status: 'NOTHING_TO_BUILD'
      reason: 'REMOVED' | 'QUARANTINED' | 'NO_SDIST' | 'YANKED' | 'PRERELEASE' | 'BEFORE_START' | 'TOO_OLD'
    }
  | { status: 'BUILT'; wheel: string }
  | { status: 'EXCLUDED'; reason: 'REQUIRES_PYTHON' | 'LEARNT' }
  | { status: 'COVERED'; wheel: string }
  | { status: 'COVERED_UPSTREAM'; wheel: string }
  /** `CLIMB_ENDED`: a rung below ended the climb; `kind` is its failure. */
  | { status: 'FAILED'; reason: 'FINAL' | 'CLIMB_ENDED'; kind: FailureKind }
  | { status: 'SKIPPED'; reason: 'PACKAGE' | 'RELEASE' | 'TARGET_FROZEN'; note: string | null }
  /** `UNOPENED`: needs a wheel, and the plan will open it as soon as nothing else of the release is open. */
  | { status: 'OPEN'; work: WorkState | 'UNOPENED' }
  | { status: 'WAITS_FOR_LOWER'; lower: TargetId }

/**
 * The status of a release on every rung of its ladder, in the same order. Total: each rung has exactly one status, the
 * first of the design's list that applies.
 * @param rungs all targets, in the order of `compareTargets`
 */
export function statusesOn(release: ReleaseFacts, rungs: readonly Rung[], policies: Policies): RungStatus[] {
  const endings = climbEndings(rungs)
  const statuses: RungStatus[] = []
  let lower: { target: TargetId; opened: boolean } | null = null
  rungs.forEach((rung, place) => {
    const status =
      settledStatus(release, rung, endings[place] ?? null, policies) ?? unsettledStatus(rung, lower?.target ?? null)
    statuses.push(status)
    if (status.status !== 'OPEN' || status.work === 'PARKED' || status.work === 'HELD') return
    const opened = status.work !== 'UNOPENED'
    if (lower === null || (opened && !lower.opened)) lower = { target: rung.target, opened }
  })
  return statuses
}

/** Steps 1 to 8 of the list; null if none applies, so that the rung needs a wheel. */
function settledStatus(
  release: ReleaseFacts,
  rung: Rung,
  ending: FailureKind | null,
  policies: Policies,
): RungStatus | null {
  if (release.gone !== null) return { status: 'NOTHING_TO_BUILD', reason: release.gone }
  if (rung.ownWheel !== null) return { status: 'BUILT', wheel: rung.ownWheel }
  if (!rung.admitted) return { status: 'EXCLUDED', reason: 'REQUIRES_PYTHON' }
  if (rung.build?.verdict === 'EXCLUDED') return { status: 'EXCLUDED', reason: 'LEARNT' }
  if (rung.coveringWheel !== null) return { status: 'COVERED', wheel: rung.coveringWheel }
  if (rung.upstreamWheel !== null && policies.upstreamWheels === 'accept' && !isUndecided(rung.build)) {
    return { status: 'COVERED_UPSTREAM', wheel: rung.upstreamWheel }
  }
  if (rung.build?.verdict === 'FAILED') {
    return { status: 'FAILED', reason: 'FINAL', kind: rung.build.failureKind ?? 'UNKNOWN' }
  }
  if (ending !== null) return { status: 'FAILED', reason: 'CLIMB_ENDED', kind: ending }
  return leftAlone(release, rung, policies)
}

/** Steps 7 and 8: why nothing would be opened on a rung now, whatever is known of it; null if something may be. */
export function leftAlone(release: ReleaseFacts, rung: Rung, policies: Policies): RungStatus | null {
  return skippedStatus(release, rung) ?? nothingToBuild(release, policies)
}

/** Opened, and no verdict yet. What has a verdict beside its work was requeued by a person. */
function isUndecided(build: BuildFacts | null): boolean {
  return build !== null && build.verdict === null
}

function skippedStatus(release: ReleaseFacts, rung: Rung): RungStatus | null {
  if (release.skipped !== null) return { status: 'SKIPPED', reason: release.skipped.by, note: release.skipped.reason }
  return rung.frozen ? { status: 'SKIPPED', reason: 'TARGET_FROZEN', note: null } : null
}

function nothingToBuild(release: ReleaseFacts, policies: Policies): RungStatus | null {
  const status = 'NOTHING_TO_BUILD'
  if (!release.hasSdist) return { status, reason: 'NO_SDIST' }
  if (release.yanked && policies.yanked === 'skip') return { status, reason: 'YANKED' }
  if (release.isPrerelease && policies.prereleases === 'skip') return { status, reason: 'PRERELEASE' }
  if (release.beforeStart) return { status, reason: 'BEFORE_START' }
  if (policies.newest !== null && release.newerReleases >= policies.newest) return { status, reason: 'TOO_OLD' }
  return null
}

/** Step 9. A verdict BUILT without a wheel means that its wheel was withdrawn: a person must requeue it. */
function unsettledStatus(rung: Rung, lower: TargetId | null): RungStatus {
  const { build } = rung
  if (build !== null && build.work !== null) return { status: 'OPEN', work: build.work }
  if (build?.verdict === 'BUILT') return { status: 'OPEN', work: 'HELD' }
  return lower === null ? { status: 'OPEN', work: 'UNOPENED' } : { status: 'WAITS_FOR_LOWER', lower }
}

/**
 * For each rung the failure below it that ended the climb, or null. Two limits in a row end it for the rungs above on the
 * same platform, since another one may have the time and memory that this one lacks; rungs that were not attempted do not
 * break the row. A wheel of another package ends it everywhere above.
 */
function climbEndings(rungs: readonly Rung[]): (FailureKind | null)[] {
  const lastLimited = new Map<string, boolean>()
  const endedOn = new Map<string, FailureKind>()
  let endedEverywhere: FailureKind | null = null
  return rungs.map(({ platform, build }) => {
    const ending = endedEverywhere ?? endedOn.get(platform) ?? null
    if (build === null || build.verdict === null || build.verdict === 'CLOSED') return ending
    const kind = build.verdict === 'FAILED' ? build.failureKind : null
    const limited = kind !== null && blameOf(kind) === 'limit'
    if (kind !== null && build.endsClimb) endedEverywhere ??= kind
    if (kind !== null && limited && lastLimited.get(platform) === true)
      endedOn.set(platform, endedOn.get(platform) ?? kind)
    lastLimited.set(platform, limited)
    return ending
  })
}
