import { assertNever } from '../errors.ts'
import type { WaitReason, WorkState } from './words.ts'

/** What decides why an open build is not running. */
export interface WaitFacts {
  work: WorkState | null
  /** Its job is in the queue's window. */
  queued: boolean
  /** There is an sdist that can be fetched. */
  hasSdist: boolean
  targetPaused: boolean
  /** The target rests after farm failures in a row (`breakerAfter`). */
  targetRests: boolean
  /** Builders of the target, neither revoked nor silent; of these, those paused or draining, and those that build now. */
  builders: { alive: number; paused: number; building: number }
  /** It has found no room because its package has used up its share of the window. */
  overShare: boolean
}

/** Why an open build is not running; null when it is, or when there is nothing to do. The first that applies. */
export function waitReason(facts: WaitFacts): WaitReason | null {
  switch (facts.work) {
    case null:
    case 'BUILDING':
      return null
    case 'HELD':
      return 'HELD'
    case 'PARKED':
      return 'PARKED'
    case 'RETRY':
      return facts.targetPaused ? 'TARGET_PAUSED' : 'RETRY_AT'
    case 'WAITING':
      return whyWaiting(facts)
    default:
      return assertNever(facts.work)
  }
}

function whyWaiting({ queued, hasSdist, targetPaused, targetRests, builders, overShare }: WaitFacts): WaitReason {
  if (targetPaused) return 'TARGET_PAUSED'
  if (!hasSdist) return 'WAITS_FOR_SDIST'
  if (targetRests) return 'RETRY_AT'
  if (builders.alive === 0) return 'NO_BUILDER'
  if (builders.paused >= builders.alive) return 'BUILDERS_PAUSED'
  if (!queued && overShare) return 'PACKAGE_SHARE_USED'
  return builders.building >= builders.alive - builders.paused ? 'BUILDERS_BUSY' : 'QUEUED'
}
