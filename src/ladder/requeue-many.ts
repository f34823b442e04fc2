import { assertNever } from '../errors.ts'
import type { Policies } from './policies.ts'
import { decideRequeue, type RequeueRefusal, requeueRefusals } from './requeue.ts'
import { leftAlone, type ReleaseFacts, type Rung, type RungStatus } from './status.ts'
import type { Verdict } from './words.ts'

/**
 * Why one of many builds is not tried again. `COVERED`: a wheel from elsewhere makes up for it; who wants it all the same requeues it by
 * itself.
 */
export const manyRefusals = ['COVERED', ...requeueRefusals] as const
export type ManyRefusal = 'COVERED' | RequeueRefusal

/** `ALREADY`: it is open, or it was settled otherwise since it was chosen. */
export type ManyOutcome = 'REQUEUE' | 'ALREADY' | ManyRefusal

/**
 * What becomes of a build that was chosen among many. Who asks for one build by itself may have one of a package that is left out since it
 * failed; a filter does not mean those, nor what the policies leave alone. Pure.
 * @param status of the rung
 * @param verdicts those that the choice is about; held builds have none, or keep the one before
 */
export function decideAmongMany(
  release: ReleaseFacts,
  rung: Rung,
  status: RungStatus,
  policies: Policies,
  verdicts: readonly Verdict[],
): ManyOutcome {
  const decision = decideRequeue(leftAlone(release, rung, policies) ?? status, rung)
  switch (decision.kind) {
    case 'refused':
      return decision.code
    case 'already':
    case 'raise':
      return 'ALREADY'
    case 'attempt': {
      const { build } = rung
      const isWanted = build !== null && (build.work === 'HELD' || isOneOf(build.verdict, verdicts))
      if (!isWanted) return 'ALREADY'
      return status.status === 'COVERED' || status.status === 'COVERED_UPSTREAM' ? 'COVERED' : 'REQUEUE'
    }
    default:
      return assertNever(decision)
  }
}

const isOneOf = (verdict: Verdict | null, verdicts: readonly Verdict[]): boolean =>
  verdict !== null && verdicts.includes(verdict)
