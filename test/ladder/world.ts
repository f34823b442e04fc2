import type { TargetId } from '../../schema/ids.ts'
import type { Plan } from '../../src/ladder/plan.ts'
import type { Policies } from '../../src/ladder/policies.ts'
import type { BuildFacts, ReleaseFacts, Rung } from '../../src/ladder/status.ts'
import type { FailureKind, WorkState } from '../../src/ladder/words.ts'

/** A target's number; nothing in these tests comes from a database. */
export const target = (n: number): TargetId => n as TargetId

/** A release with an sdist and nothing special. */
export function release(facts: Partial<ReleaseFacts> = {}): ReleaseFacts {
  return {
    gone: null,
    skipped: null,
    hasSdist: true,
    yanked: false,
    isPrerelease: false,
    beforeStart: false,
    newerReleases: 0,
    ...facts,
  }
}

/** The default policies. */
export function policies(changed: Partial<Policies> = {}): Policies {
  return { upstreamWheels: 'accept', prereleases: 'build', yanked: 'skip', newest: null, ...changed }
}

/** A ladder of one platform, target 1 lowest: admitted, without wheels and builds, changed as the parts say. */
export function ladder(...parts: Partial<Rung>[]): Rung[] {
  return parts.map((part, place) => ({
    target: target(place + 1),
    platform: 'linux_armv7l',
    frozen: false,
    admitted: true,
    ownWheel: null,
    coveringWheel: null,
    upstreamWheel: null,
    build: null,
    ...part,
  }))
}

const noBuild: BuildFacts = { verdict: null, failureKind: null, work: null, climbing: false, endsClimb: false }

/** An open build; climbing unless it is parked or held. */
export function open(work: WorkState, changed: Partial<BuildFacts> = {}): BuildFacts {
  return { ...noBuild, work, climbing: work !== 'PARKED' && work !== 'HELD', ...changed }
}

export function failed(failureKind: FailureKind, changed: Partial<BuildFacts> = {}): BuildFacts {
  return { ...noBuild, verdict: 'FAILED', failureKind, ...changed }
}

export function built(changed: Partial<BuildFacts> = {}): BuildFacts {
  return { ...noBuild, verdict: 'BUILT', ...changed }
}

export function closed(changed: Partial<BuildFacts> = {}): BuildFacts {
  return { ...noBuild, verdict: 'CLOSED', ...changed }
}

export function learnt(changed: Partial<BuildFacts> = {}): BuildFacts {
  return { ...noBuild, verdict: 'EXCLUDED', failureKind: 'PYTHON_VERSION', ...changed }
}

/** What the farm does with a plan, on the facts alone. */
export function applyPlan(rungs: readonly Rung[], plan: Plan): Rung[] {
  const started = plan.open ?? plan.reopen
  return rungs.map((rung) => {
    if (rung.target === started) return { ...rung, build: open('WAITING') }
    if (rung.build === null) return rung
    if (rung.target === plan.climb) return { ...rung, build: { ...rung.build, verdict: null, climbing: true } }
    if (plan.close.some((change) => change.target === rung.target)) {
      return { ...rung, build: { ...rung.build, verdict: rung.build.verdict ?? 'CLOSED', work: null, climbing: false } }
    }
    if (plan.hold.some((change) => change.target === rung.target)) return { ...rung, build: open('HELD') }
    return rung
  })
}
