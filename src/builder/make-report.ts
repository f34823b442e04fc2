import type { Report, ReportedWheel } from '../../schema/report.ts'
import { cutToBytes } from '../plain-text.ts'
import type { AttemptRecord } from './spool.ts'

/** How an attempt ended, before it is put into the report's form. */
export type Outcome = { peakMemoryBytes: number | null } & (
  | { kind: 'built'; wheels: ReportedWheel[] }
  | { kind: 'failed'; failure: NonNullable<Report['failure']> }
  | { kind: 'cancelled' }
)

/** Puts an attempt's end into the form of schema/report.ts. Pure but for the clock. */
export function makeReport(
  record: AttemptRecord,
  outcome: Outcome,
  measured: { durationMs: number; logBytes: number },
): Report {
  const { python, pip, builder, system } = record.environment
  return {
    v: 1,
    attempt: record.attempt,
    build: record.build,
    try: record.try,
    outcome: outcomes[outcome.kind],
    failure: outcome.kind === 'failed' ? outcome.failure : null,
    wheels: outcome.kind === 'built' ? outcome.wheels : [],
    startedAt: record.startedAt,
    finishedAt: new Date().toISOString(),
    durationMs: Math.round(measured.durationMs),
    peakMemoryBytes: outcome.peakMemoryBytes,
    sdistSha256: record.sdistSha256,
    log: { bytes: measured.logBytes },
    environment: {
      python: cutToBytes(python, 100),
      pip: cutToBytes(pip, 100),
      builder: cutToBytes(builder, 100),
      system: cutToBytes(system, 200),
    },
  }
}

const outcomes = { built: 'BUILT', failed: 'FAILED', cancelled: 'CANCELLED' } as const satisfies Record<
  Outcome['kind'],
  Report['outcome']
>

/** The report of an attempt whose builder died over it. Its times are not known better than this. */
export function lostReport(record: AttemptRecord, logBytes: number): Report {
  const line = 'the builder stopped in the middle of this build'
  const failure = { kind: 'BUILDER_LOST', line, exitCode: null, missing: null } as const
  const durationMs = Math.max(0, Date.now() - Date.parse(record.startedAt))
  return makeReport(record, { kind: 'failed', failure, peakMemoryBytes: null }, { durationMs, logBytes })
}
