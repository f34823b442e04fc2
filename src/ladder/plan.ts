import type { TargetId } from '../../schema/ids.ts'
import { assertNever } from '../errors.ts'
import type { Policies } from './policies.ts'
import { type BuildFacts, type ReleaseFacts, type Rung, type RungStatus, statusesOn } from './status.ts'

/**
 * What must change so that the builds of a release are as its facts want them. At most one of `open`, `reopen` and `climb`
 * is there, and only when no build of the release climbs, so at most one ever does.
 */
export interface Plan {
  /** A rung that never had a build: make one, waiting and climbing. */
  open: TargetId | null
  /** A CLOSED build whose reason is gone: verdict none, waiting and climbing. */
  reopen: TargetId | null
  /** An open build that runs beside the climb (it was parked or held): verdict none, its work as it is, climbing. */
  climb: TargetId | null
  /** No more work, not climbing; the verdict becomes CLOSED where there was none, else stays. A running attempt may finish. */
  close: readonly PlannedChange[]
  /** Builds whose wheel was withdrawn: verdict none, HELD, not climbing. */
  hold: readonly PlannedChange[]
}

export interface PlannedChange {
  target: TargetId
  /** Why, for a person to read. */
  note: string
}

/**
 * The pure difference between what the builds of a release are and what they should be. Applying it and planning again gives
 * nothing to do.
 * @param rungs all targets, in the order of `compareTargets`
 */
export function planRelease(release: ReleaseFacts, rungs: readonly Rung[], policies: Policies): Plan {
  const statuses = statusesOn(release, rungs, policies)
  const places = rungs.flatMap((rung, place) => {
    const status = statuses[place]
    return status === undefined ? [] : [{ rung, build: rung.build, status }]
  })
  const close = places.flatMap(({ rung, build, status }) => {
    const note = build === null || build.work === null ? null : closingNote(status, build)
    return note === null ? [] : [{ target: rung.target, note }]
  })
  const hold = places
    .filter(({ build, status }) => isOpenAs(status, 'HELD') && build?.work === null)
    .map(({ rung }) => ({ target: rung.target, note: 'its wheel was withdrawn' }))
  return { ...nextClimb(places), close, hold }
}

/** Whether there is nothing to do. */
export function isSettled(plan: Plan): boolean {
  return plan.open === null && plan.reopen === null && plan.climb === null && plan.close.length + plan.hold.length === 0
}

interface Place {
  rung: Rung
  build: BuildFacts | null
  status: RungStatus
}

/** A new lower target preempts nothing: what is open already goes first, and everything waits while one build climbs. */
function nextClimb(places: readonly Place[]): Pick<Plan, 'open' | 'reopen' | 'climb'> {
  const none = { open: null, reopen: null, climb: null }
  if (places.some(({ build, status }) => build?.climbing === true && status.status === 'OPEN')) return none
  const beside = places.find(({ status }) => isBeside(status))
  if (beside !== undefined) return { ...none, climb: beside.rung.target }
  const next = places.find(({ status }) => isOpenAs(status, 'UNOPENED'))
  if (next === undefined) return none
  return next.build === null ? { ...none, open: next.rung.target } : { ...none, reopen: next.rung.target }
}

function isOpenAs(status: RungStatus, work: 'HELD' | 'UNOPENED'): boolean {
  return status.status === 'OPEN' && status.work === work
}

function isBeside(status: RungStatus): boolean {
  if (status.status !== 'OPEN') return false
  return status.work === 'WAITING' || status.work === 'BUILDING' || status.work === 'RETRY'
}

/**
 * Why open work on a rung of this status must end; null if it may go on. Work beside a verdict was asked for by a person, on
 * a rung that was BUILT, FAILED or COVERED then: only what forbids any build ends it.
 */
function closingNote(status: RungStatus, build: BuildFacts): string | null {
  const requeued = build.verdict !== null
  switch (status.status) {
    case 'NOTHING_TO_BUILD':
      return nothingToBuildNotes[status.reason]
    case 'EXCLUDED':
      return 'this Python is excluded'
    case 'SKIPPED':
      return status.reason === 'TARGET_FROZEN' ? 'the target is frozen' : `skipped: ${status.note ?? 'no reason given'}`
    case 'BUILT':
      return requeued ? null : `built: ${status.wheel}`
    case 'COVERED':
      return requeued ? null : `covered by ${status.wheel}`
    case 'FAILED':
      return requeued ? null : `the climb ended below: ${status.kind}`
    case 'COVERED_UPSTREAM':
    case 'OPEN':
    case 'WAITS_FOR_LOWER':
      return null
    default:
      return assertNever(status)
  }
}

type NothingToBuildReason = Extract<RungStatus, { status: 'NOTHING_TO_BUILD' }>['reason']

const nothingToBuildNotes: Record<NothingToBuildReason, string> = {
  REMOVED: 'removed from PyPI',
  QUARANTINED: 'quarantined on PyPI',
  NO_SDIST: 'it has no sdist any more',
  YANKED: 'yanked',
  PRERELEASE: 'pre-releases are not built',
  BEFORE_START: 'from before the start of the farm',
  TOO_OLD: 'not among the newest releases',
}
