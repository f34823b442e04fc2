import fc from 'fast-check'
import type { FailureKind, Verdict, WorkState } from '../../src/ladder/words.ts'
import { silentWords } from '../../src/store/policies.ts'

/* Worlds of releases, wheels and builds, in which a new target is often opened. */

const requiresPythons = [undefined, '>=3.6', '>=3.10', '<3.10', '!=3.9.*', 'nonsense'] as const
const wheelTags = [
  'py3-none-any',
  'cp39-cp39-linux_x86_64',
  'cp38-abi3-linux_x86_64',
  'py3-none-linux_aarch64',
] as const
export const minors = { cp38: 8, cp39: 9, cp310: 10, cp311: 11 } as const
const places = Object.keys(minors).flatMap((abi) =>
  ['linux_x86_64', 'linux_aarch64'].map((platform) => ({ abi: abi as keyof typeof minors, platform })),
)

/** Mostly the first: a world in which everything forbids a build says little. */
const mostly = <T, U>(usual: T, ...others: U[]) =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(usual) }, ...others.map((other) => fc.constant(other)))

const RequiresPython = mostly(undefined, ...requiresPythons)
const Wheel = fc.record({ tags: fc.constantFrom(...wheelTags), requiresPython: RequiresPython })

export interface State {
  verdict?: Verdict
  failureKind?: FailureKind
  endsClimb?: boolean
  work?: WorkState
}

/** Mostly settled: a rung that was never opened is opened before the new target comes. */
const states: State[] = [
  { verdict: 'BUILT' },
  { verdict: 'FAILED', failureKind: 'TIMEOUT' },
  { verdict: 'FAILED', failureKind: 'SILENCE' },
  { verdict: 'FAILED', failureKind: 'WHEEL_INVALID', endsClimb: true },
  { verdict: 'FAILED', failureKind: 'BUILDER_LOST' },
  { verdict: 'EXCLUDED' },
  { verdict: 'CLOSED' },
  { verdict: 'FAILED', failureKind: 'COMPILER', work: 'WAITING' },
  { work: 'PARKED' },
  { work: 'HELD' },
  { work: 'WAITING' },
]
const Build = fc.record({
  state: mostly<State, State>({ verdict: 'FAILED', failureKind: 'COMPILER' }, ...states),
  wheel: fc.option(Wheel, { freq: 2 }),
})

const Release = fc.record({
  hasSdist: mostly(true, false),
  gone: mostly(null, 'REMOVED' as const),
  yanked: mostly(false, true),
  isPrerelease: mostly(false, true),
  skipped: mostly(false, true),
  old: fc.boolean(),
  requiresPython: RequiresPython,
  upstream: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(fc.record({ wheel: Wheel, yanked: fc.boolean(), removed: mostly(false, true) }), { maxLength: 2 }),
  ),
  builds: fc.array(fc.option(Build, { freq: 9 }), { minLength: 3, maxLength: 3 }),
})

/** What is said of a package, or of all. */
const Words = fc.record({
  upstreamWheels: fc.constantFrom('accept', 'ignore', null),
  prereleases: fc.constantFrom('build', 'skip', null),
  yanked: fc.constantFrom('build', 'skip', null),
  newest: mostly(null, 0, 1, 3),
})

export const World = fc.record({
  follows: mostly('all' as const, 'now' as const, 'packages' as const),
  policies: Words,
  package: fc.record({
    removed: mostly(false, true),
    quarantined: mostly(false, true),
    skipped: mostly(false, true),
    fromStart: fc.boolean(),
    policies: fc.oneof({ weight: 3, arbitrary: fc.constant(silentWords) }, Words),
  }),
  places: fc.shuffledSubarray(places, { minLength: 4, maxLength: 4 }),
  frozen: mostly(null, 0, 1),
  releases: fc.array(Release, { minLength: 3, maxLength: 8 }),
})
export type World = typeof World extends fc.Arbitrary<infer T> ? T : never
