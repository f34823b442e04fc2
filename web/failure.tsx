import type { VNode } from 'preact'
import type { FailureKind, MissingKind } from './documents.gen.ts'
import { kindText, missingText } from './labels.ts'

interface Failure {
  kind: FailureKind
  line: string | null
  missing: { what: MissingKind; name: string } | null
}

/** Why something failed: the kind, what it lacked, and the log's own line. */
export function FailureText({ failure }: { failure: Failure }): VNode {
  const { kind, line, missing } = failure
  return (
    <>
      <strong>{kindText(kind)}</strong>
      {missing !== null && (
        <>
          {' '}
          · it lacks the {missingText(missing.what)} <code class="anywhere">{missing.name}</code>
        </>
      )}
      {line !== null && <small class="anywhere">{line}</small>}
    </>
  )
}
