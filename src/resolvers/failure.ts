import type { FailureKind } from '../ladder/words.ts'
import { withoutTerminal } from '../plain-text.ts'
import type { Failure } from './resolvers.gen.ts'

/** Of a build or an attempt: both have the same two columns. */
export function failureOf(row: { failureKind: FailureKind | null; failureLine: string | null }): Failure | null {
  if (row.failureKind === null) return null
  return { kind: row.failureKind, line: row.failureLine === null ? null : withoutTerminal(row.failureLine) }
}
