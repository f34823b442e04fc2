import { blameOf } from '../ladder/blame.ts'
import type { BuildFacts, ReleaseFacts } from '../ladder/status.ts'
import type { AttemptState, FailureKind } from '../ladder/words.ts'

/** What decides whether a report still matters. */
export interface ReportSituation {
  attempt: { state: AttemptState; try: number }
  build: Pick<BuildFacts, 'work' | 'verdict' | 'failureKind'> & { tries: number }
  release: Pick<ReleaseFacts, 'gone' | 'skipped'>
  outcome: { kind: 'built' } | { kind: 'failed'; failure: FailureKind } | { kind: 'cancelled' }
}

/**
 * Whether a report decides about its build. The build's running try always does. A late one, after LOST, does if the rung is still
 * open or failed by the farm's fault; its failure only if nobody else is building, and if it says more than that the farm was at
 * fault. A build that was closed under a running attempt takes what comes of it, unless the release is gone or skipped: nothing of
 * those is published.
 */
export function isReportOfUse({ attempt, build, release, outcome }: ReportSituation): boolean {
  const isRunning = attempt.state === 'STARTED' && build.work === 'BUILDING' && build.tries === attempt.try
  const mayPublish = release.gone === null && release.skipped === null
  switch (outcome.kind) {
    case 'built':
      if (isRunning) return release.gone === null
      return mayPublish && (attempt.state === 'LOST' ? isUnsettled(build) : wasClosed(build, attempt))
    case 'failed':
      if (isRunning) return true
      return (
        attempt.state === 'LOST' &&
        blameOf(outcome.failure) !== 'farm' &&
        isUnsettled(build) &&
        build.work !== 'BUILDING'
      )
    case 'cancelled':
      return isRunning
  }
}

/** Open, or given up because of the farm. Held builds wait for a person. */
function isUnsettled({ work, verdict, failureKind }: ReportSituation['build']): boolean {
  if (work !== null) return work !== 'HELD'
  return verdict === 'FAILED' && failureKind !== null && blameOf(failureKind) === 'farm'
}

function wasClosed(build: ReportSituation['build'], attempt: ReportSituation['attempt']): boolean {
  return build.work === null && build.verdict === 'CLOSED' && build.tries === attempt.try
}
