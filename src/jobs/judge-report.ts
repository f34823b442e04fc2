import type { ReportAnswer } from '../../schema/farm-api.ts'
import { type Report, reportBounds } from '../../schema/report.ts'
import { assertNever } from '../errors.ts'
import type { AttemptState, FailureKind } from '../ladder/words.ts'
import { plainLine } from '../plain-text.ts'
import { type Assignment, judgeWheels } from './judge-wheel.ts'
import type { QuarantinedWheel } from './publish.ts'
import type { Failure } from './settle-failure.ts'

/** What came of an attempt. */
export type Outcome =
  | { kind: 'built'; wheels: readonly QuarantinedWheel[] }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'cancelled' }

/** The builder says what happened; whether its wheels are what was asked for is the farm's own judgement. */
export function judgeReport(report: Report, wheels: readonly QuarantinedWheel[], assignment: Assignment): Outcome {
  if (report.outcome === 'CANCELLED') return { kind: 'cancelled' }
  if (report.failure !== null) return reportedFailure(report.failure)
  const fault = judgeWheels(wheels, assignment)
  return fault === null ? { kind: 'built', wheels } : failedOutcome('WHEEL_INVALID', fault.line, fault.endsClimb)
}

function reportedFailure({ kind, line, missing }: NonNullable<Report['failure']>): Outcome {
  const name = missing === null ? '' : plainLine(missing.name, reportBounds.missingBytes)
  return failedOutcome(kind, line, false, missing === null || name === '' ? null : { what: missing.what, name })
}

/** @param line of any length and content */
export function failedOutcome(
  kind: FailureKind,
  line: string,
  endsClimb: boolean,
  missing: Failure['missing'] = null,
): Outcome {
  return { kind: 'failed', failure: { kind, line: plainLine(line, reportBounds.lineBytes), endsClimb, missing } }
}

/** The state in which a report leaves its attempt: LOST stays LOST, and what a person cancelled stays CANCELLED. */
export function stateAfter(state: AttemptState, outcome: Outcome): ReportAnswer['state'] {
  if (state === 'LOST' || state === 'CANCELLED') return state
  switch (outcome.kind) {
    case 'built':
      return 'BUILT'
    case 'failed':
      return 'FAILED'
    case 'cancelled':
      return 'CANCELLED'
    default:
      return assertNever(outcome)
  }
}
