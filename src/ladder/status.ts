import type { TargetId } from '../../schema/ids.ts'
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

/** The policies that the ladder obeys; see docs/configuration.md. */
export interface LadderPolicies {
  upstreamWheels: 'accept' | 'ignore'
  prereleases: 'build' | 'skip'
  yanked: 'build' | 'skip'
  newest: number | null
}

/** A build row as the ladder sees it. */
export interface BuildFacts {
  verdict: Verdict | null
  failureKind: FailureKind | null
  work: WorkState | null
  climbing: boolean
}

/**
 * One rung: a release on a target, with the yes-or-no answers of the tag and requires-python rules already given (the
 * tables `tag_set_targets` and `requires_python_targets` hold them, filled by `fits` and `admits`). Rungs come in ladder order.
 */
export interface Rung {
  target: TargetId
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
  /** `CLIMB_ENDED`: a rung below ended the climb for good; `kind` is its failure. */
  | { status: 'FAILED'; reason: 'FINAL' | 'CLIMB_ENDED'; kind: FailureKind }
  | { status: 'SKIPPED'; reason: 'PACKAGE' | 'RELEASE' | 'TARGET_FROZEN'; note: string | null }
  /** `UNOPENED`: needs a wheel, and the plan will open it as soon as nothing else of the release is open. */
  | { status: 'OPEN'; work: WorkState | 'UNOPENED' }
  | { status: 'WAITS_FOR_LOWER'; lower: TargetId }
