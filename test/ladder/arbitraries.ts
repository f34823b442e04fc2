import fc from 'fast-check'
import type { Policies } from '../../src/ladder/policies.ts'
import type { BuildFacts, ReleaseFacts, Rung } from '../../src/ladder/status.ts'
import { failureKinds } from '../../src/ladder/words.ts'
import { target } from './world.ts'

const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

export const anyRelease: fc.Arbitrary<ReleaseFacts> = fc.record({
  gone: mostly<ReleaseFacts['gone']>(null, 'REMOVED', 'QUARANTINED'),
  skipped: mostly<ReleaseFacts['skipped']>(null, { by: 'PACKAGE', reason: 'a' }, { by: 'RELEASE', reason: 'b' }),
  hasSdist: mostly(true, false),
  yanked: mostly(false, true),
  isPrerelease: fc.boolean(),
  beforeStart: mostly(false, true),
  newerReleases: fc.nat(4),
})

export const anyPolicies: fc.Arbitrary<Policies> = fc.record({
  upstreamWheels: fc.constantFrom('accept', 'ignore'),
  prereleases: mostly<Policies['prereleases']>('build', 'skip'),
  yanked: fc.constantFrom('build', 'skip'),
  newest: mostly<number | null>(null, 1, 3),
})

const anyKind = fc.constantFrom(...failureKinds)
const anyWork = fc.constantFrom('WAITING', 'BUILDING', 'RETRY', 'PARKED', 'HELD')

/** Every build that the table's constraints allow, not climbing. */
const anyBuild: fc.Arbitrary<BuildFacts> = fc
  .record({
    verdict: fc.constantFrom(null, 'BUILT', 'FAILED', 'EXCLUDED', 'CLOSED'),
    failureKind: anyKind,
    work: fc.option(anyWork),
    endsClimb: fc.boolean(),
  })
  .map(({ verdict, failureKind, work, endsClimb }) => ({
    verdict,
    failureKind: verdict === 'FAILED' || verdict === 'EXCLUDED' ? failureKind : null,
    work: verdict === null ? (work ?? 'WAITING') : work,
    climbing: false,
    endsClimb: endsClimb && verdict === 'FAILED',
  }))

const anyRung = fc.record({
  frozen: mostly(false, true),
  admitted: mostly(true, false),
  ownWheel: mostly<string | null>(null, 'own.whl'),
  coveringWheel: mostly<string | null>(null, 'covering.whl'),
  upstreamWheel: mostly<string | null>(null, 'upstream.whl'),
  build: fc.option(anyBuild),
})

/** Ladders of up to eight rungs on two platforms, with builds in any state; at most one of them climbs, as in the table. */
export const anyRungs: fc.Arbitrary<Rung[]> = fc
  .record({ parts: fc.array(anyRung, { maxLength: 8 }), firstPlatform: fc.nat(8), climber: fc.nat(12) })
  .map(({ parts, firstPlatform, climber }) =>
    parts.map((part, place) => ({
      ...part,
      target: target(place + 1),
      platform: place < firstPlatform ? 'linux_armv7l' : 'linux_aarch64',
      build: part.build === null ? null : { ...part.build, climbing: place === climber && mayClimb(part.build) },
    })),
  )

function mayClimb(build: BuildFacts): boolean {
  return build.verdict === null && build.work !== 'PARKED' && build.work !== 'HELD'
}
