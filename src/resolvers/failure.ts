import type { FailureKind, MissingKind } from '../ladder/words.ts'
import { withoutTerminal } from '../plain-text.ts'
import type { Failure } from './resolvers.gen.ts'

interface FailureColumns {
  failureKind: FailureKind | null
  failureLine: string | null
  missingKind: MissingKind | null
  missingName: string | null
}

/** Of a build or an attempt: both have the same columns. */
export function failureOf(row: FailureColumns): Failure | null {
  const { failureKind: kind, failureLine: line, missingKind: what, missingName: name } = row
  if (kind === null) return null
  return {
    kind,
    line: line === null ? null : withoutTerminal(line),
    missing: what === null || name === null ? null : { what, name: withoutTerminal(name) },
  }
}
