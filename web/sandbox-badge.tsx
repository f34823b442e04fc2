import type { VNode } from 'preact'
import { sandboxLabel } from './labels.ts'
import { Badge } from './parts.tsx'

type SelfTest = { passed: boolean; unsafe: boolean; faults: readonly string[] }

/** Beside a builder's name: that its builds are not contained, and why. Nothing when they are. */
export function SandboxBadge({ selfTest }: { selfTest: SelfTest | null }): VNode | null {
  const label = sandboxLabel(selfTest)
  if (selfTest === null || label === null) return null
  return (
    <>
      {' '}
      <Badge label={label} /> <small>{selfTest.faults.join('; ')}</small>
    </>
  )
}
