import type { VNode } from 'preact'
import type { FrontPageQuery } from './documents.gen.ts'
import { Ago } from './parts.tsx'

/** What is wrong with the farm as a whole, with what is likely behind it; nothing at all while it is well. */
export function IncidentList({
  incidents,
  now,
}: {
  incidents: FrontPageQuery['incidents']['nodes']
  now: Date
}): VNode {
  return (
    <>
      {incidents.map(({ kind, subject, text, cause, beganAt }) => (
        <div key={`${kind} ${subject}`} class="notice">
          <strong>{subject === 'farm' ? 'The farm is not well' : subject}</strong>: {text}, since{' '}
          <Ago at={beganAt} now={now} />. Likely cause: {cause}
        </div>
      ))}
    </>
  )
}
