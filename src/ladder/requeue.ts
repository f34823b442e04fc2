import type { TargetId } from '../../schema/ids.ts'
import { assertNever } from '../errors.ts'
import type { BuildFacts, Rung, RungStatus } from './status.ts'

/**
 * What a person's wish for another attempt comes to.
 * - `attempt`: a new attempt beside the climb, `urgent`. The build keeps its verdict (a rung that never had a build gets one
 *   with verdict CLOSED), so that a failed rebuild leaves things as they were; a held one has none to keep.
 * - `raise`: it is open already, or waits for a rung that is; the climb goes on as `urgent`. `this` without a build, or a
 *   target without one: it will be opened with that lane.
 * - `already`: it is being built right now, or was requeued and waits.
 */
export type RequeueDecision =
  | { kind: 'attempt' }
  | { kind: 'raise'; target: TargetId | 'this' }
  | { kind: 'already' }
  | { kind: 'refused'; code: RequeueRefusal; why: string }

/** Why a requeue can be refused: error codes, listed in docs/errors.md like all others. */
export const requeueRefusals = ['REQUEUE_EXCLUDED', 'REQUEUE_SKIPPED', 'REQUEUE_NOTHING_TO_BUILD'] as const

export type RequeueRefusal = (typeof requeueRefusals)[number]

/** A requeue never doubles what is queued or running, and a frozen target builds nothing, not even a rung again that was built. */
export function decideRequeue(status: RungStatus, { frozen, build }: Pick<Rung, 'frozen' | 'build'>): RequeueDecision {
  const decision = decideUnfrozen(status, build)
  if (!frozen || decision.kind === 'refused') return decision
  return { kind: 'refused', code: 'REQUEUE_SKIPPED', why: 'the target is frozen' }
}

function decideUnfrozen(status: RungStatus, build: BuildFacts | null): RequeueDecision {
  switch (status.status) {
    case 'BUILT':
    case 'FAILED':
    case 'COVERED':
    case 'COVERED_UPSTREAM':
      return besideVerdict(build)
    case 'OPEN':
      return onOpenRung(status.work)
    case 'WAITS_FOR_LOWER':
      return { kind: 'raise', target: status.lower }
    case 'EXCLUDED':
      return { kind: 'refused', code: 'REQUEUE_EXCLUDED', why: excludedWhy(status.reason) }
    case 'SKIPPED':
      return { kind: 'refused', code: 'REQUEUE_SKIPPED', why: skippedWhy(status) }
    case 'NOTHING_TO_BUILD':
      return { kind: 'refused', code: 'REQUEUE_NOTHING_TO_BUILD', why: `nothing to build: ${status.reason}` }
    default:
      return assertNever(status)
  }
}

/** A rung that has its answer: its build has work only when a person asked for it before. */
function besideVerdict(build: BuildFacts | null): RequeueDecision {
  const work = build?.work ?? null
  switch (work) {
    case null:
    case 'HELD':
      return { kind: 'attempt' }
    case 'PARKED':
      return { kind: 'raise', target: 'this' }
    case 'WAITING':
    case 'BUILDING':
    case 'RETRY':
      return { kind: 'already' }
    default:
      return assertNever(work)
  }
}

function onOpenRung(work: Extract<RungStatus, { status: 'OPEN' }>['work']): RequeueDecision {
  switch (work) {
    case 'HELD':
      return { kind: 'attempt' }
    case 'BUILDING':
      return { kind: 'already' }
    case 'WAITING':
    case 'RETRY':
    case 'PARKED':
    case 'UNOPENED':
      return { kind: 'raise', target: 'this' }
    default:
      return assertNever(work)
  }
}

function excludedWhy(reason: 'REQUIRES_PYTHON' | 'LEARNT'): string {
  return reason === 'REQUIRES_PYTHON'
    ? "the release's requires-python excludes this Python"
    : 'an attempt showed that the release excludes this Python'
}

function skippedWhy(status: Extract<RungStatus, { status: 'SKIPPED' }>): string {
  switch (status.reason) {
    case 'PACKAGE':
      return `the package is skipped: ${status.note ?? 'no reason given'}`
    case 'RELEASE':
      return `the release is skipped: ${status.note ?? 'no reason given'}`
    case 'TARGET_FROZEN':
      return 'the target is frozen'
    default:
      return assertNever(status.reason)
  }
}
