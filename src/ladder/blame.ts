import { assertNever } from '../errors.ts'
import { type FailureKind, farmFailures, limitFailures } from './words.ts'

/** Who must change something before the same try could end otherwise. */
export type Blame = 'package' | 'limit' | 'farm'

export interface FailureInput {
  kind: FailureKind
  /** Tries that the farm failed and that count, this one included if its kind counts. */
  farmTries: number
  /** Farm failures before this one that used up no try, since the last other result. */
  freeRetries: number
  /** Distinct builders that were lost, or ran out of memory, while they built it, this one included. */
  lostOnBuilders: number
}

/**
 * What becomes of the build. `final`: the verdict, and the lane of the climb from here on. `retry`: the same rung, on another
 * builder if there is one, after `afterMs` milliseconds; the caller raises `farmTries` or `freeRetries` as `countsAsTry` says.
 */
export type Judgement = { kind: 'final'; verdict: 'FAILED' | 'EXCLUDED'; laneAfter: 'same' | 'backlog' } | Retry
type Retry = { kind: 'retry'; afterMs: number; countsAsTry: boolean }

/** Tries that a farm failure may use up before the build is given up. */
const maxFarmTries = 3
/** A build that took down this many machines is not sent to another. */
const maxBuildersLost = 2

const minuteMs = 60_000
/** Counted tries are few: the wait lets a machine come back, or a mirror catch up. */
const countedBackOffMs = { first: minuteMs, factor: 4, most: 60 * minuteMs }
/** Free retries are without end: from half a minute up to six hours, so that an outage costs little. */
const freeBackOffMs = { first: minuteMs / 2, factor: 2, most: 360 * minuteMs }

/** Nobody failed, so it starts sooner; a builder that gives everything up still costs little. */
const cancelledBackOffMs = { first: minuteMs / 6, factor: 2, most: 360 * minuteMs }

const ofFarm: ReadonlySet<FailureKind> = new Set(farmFailures)
const ofLimits: ReadonlySet<FailureKind> = new Set(limitFailures)

/** Whose fault a failure is. */
export function blameOf(kind: FailureKind): Blame {
  if (ofFarm.has(kind)) return 'farm'
  return ofLimits.has(kind) ? 'limit' : 'package'
}

/** Whether a farm failure uses up one of the three tries. One outage must not fail 200,000 builds, so most do not. */
export function countsAsTry(kind: FailureKind): boolean {
  return kind === 'BUILDER_LOST' || kind === 'OUT_OF_MEMORY' || kind === 'SDIST_MISMATCH'
}

/** What everybody suffers at the same time: an outage of the network, or of the index, says nothing of one machine. */
const shared: ReadonlySet<FailureKind> = new Set<FailureKind>(['NETWORK', 'INDEX_RACE', 'SDIST_UNAVAILABLE'])

/**
 * Whether a failure, of a build that another builder brought to an end, speaks against the builder. What a machine lacks by name (a
 * header, a tool) does not: an operator installs it on one after the other, and the failures are listed by it.
 */
export function speaksAgainstBuilder(kind: FailureKind): boolean {
  return !shared.has(kind) && !kind.startsWith('MISSING_')
}

/** So many packages that failed on one builder and were built elsewhere are no chance any more. */
export const quarantineAfter = 3

/** What becomes of a build whose attempt failed. */
export function judgeFailure(input: FailureInput): Judgement {
  const blame = blameOf(input.kind)
  switch (blame) {
    case 'package':
      return { kind: 'final', verdict: input.kind === 'PYTHON_VERSION' ? 'EXCLUDED' : 'FAILED', laneAfter: 'same' }
    case 'limit':
      return { kind: 'final', verdict: 'FAILED', laneAfter: 'backlog' }
    case 'farm':
      return judgeFarmFailure(input)
    default:
      return assertNever(blame)
  }
}

function judgeFarmFailure({ kind, farmTries, freeRetries, lostOnBuilders }: FailureInput): Judgement {
  if (!countsAsTry(kind)) return { kind: 'retry', afterMs: backOffMs(freeBackOffMs, freeRetries), countsAsTry: false }
  const tookDown = kind === 'BUILDER_LOST' || kind === 'OUT_OF_MEMORY'
  if (farmTries >= maxFarmTries || (tookDown && lostOnBuilders >= maxBuildersLost)) {
    return { kind: 'final', verdict: 'FAILED', laneAfter: 'same' }
  }
  return { kind: 'retry', afterMs: backOffMs(countedBackOffMs, farmTries - 1), countsAsTry: true }
}

/**
 * What becomes of a build that its builder gave up while the farm still wants it, as when the builder is stopped in the middle.
 * @param freeRetries as in {@link FailureInput}
 */
export function judgeCancelled(freeRetries: number): Retry {
  return { kind: 'retry', afterMs: backOffMs(cancelledBackOffMs, freeRetries), countsAsTry: false }
}

/** `first`, then `factor` times as long for each failure `before`, at most `most`. */
function backOffMs(bounds: { first: number; factor: number; most: number }, before: number): number {
  return Math.min(bounds.first * bounds.factor ** Math.max(0, before), bounds.most)
}
