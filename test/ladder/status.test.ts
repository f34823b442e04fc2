import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policies } from '../../src/ladder/policies.ts'
import { type ReleaseFacts, type Rung, type RungStatus, statusesOn } from '../../src/ladder/status.ts'
import { anyPolicies, anyRelease, anyRungs } from './arbitraries.ts'
import { built, closed, failed, ladder, learnt, open, policies, release, target } from './world.ts'

/** The status of the only rung of a ladder. */
function statusOf(rung: Partial<Rung>, facts: Partial<ReleaseFacts> = {}, changed: Partial<Policies> = {}) {
  return statusesOn(release(facts), ladder(rung), policies(changed))[0]
}

const wheel = 'demo-1.0-py3-none-any.whl'
const nothing = (reason: string) => ({ status: 'NOTHING_TO_BUILD', reason })

describe('each status', () => {
  it.each<[string, Partial<Rung>, Partial<ReleaseFacts>, object]>([
    ['removed', {}, { gone: 'REMOVED' }, nothing('REMOVED')],
    ['quarantined', {}, { gone: 'QUARANTINED' }, nothing('QUARANTINED')],
    ['a wheel of its own', { ownWheel: wheel, build: built() }, {}, { status: 'BUILT', wheel }],
    ['requires-python rules it out', { admitted: false }, {}, { status: 'EXCLUDED', reason: 'REQUIRES_PYTHON' }],
    ['an attempt taught us so', { build: learnt() }, {}, { status: 'EXCLUDED', reason: 'LEARNT' }],
    ['a wheel of ours from elsewhere', { coveringWheel: wheel }, {}, { status: 'COVERED', wheel }],
    ['a wheel on PyPI', { upstreamWheel: wheel }, {}, { status: 'COVERED_UPSTREAM', wheel }],
    ['failed', { build: failed('COMPILER') }, {}, { status: 'FAILED', reason: 'FINAL', kind: 'COMPILER' }],
    [
      'its package is skipped',
      {},
      { skipped: { by: 'PACKAGE', reason: 'too big' } },
      { status: 'SKIPPED', reason: 'PACKAGE', note: 'too big' },
    ],
    [
      'its release is skipped',
      {},
      { skipped: { by: 'RELEASE', reason: 'broken' } },
      { status: 'SKIPPED', reason: 'RELEASE', note: 'broken' },
    ],
    ['its target is frozen', { frozen: true }, {}, { status: 'SKIPPED', reason: 'TARGET_FROZEN', note: null }],
    ['no sdist', {}, { hasSdist: false }, nothing('NO_SDIST')],
    ['yanked', {}, { yanked: true }, nothing('YANKED')],
    ['from before the start', {}, { beforeStart: true }, nothing('BEFORE_START')],
    ['waiting', { build: open('WAITING') }, {}, { status: 'OPEN', work: 'WAITING' }],
    ['building', { build: open('BUILDING') }, {}, { status: 'OPEN', work: 'BUILDING' }],
    ['retrying', { build: open('RETRY') }, {}, { status: 'OPEN', work: 'RETRY' }],
    ['parked', { build: open('PARKED') }, {}, { status: 'OPEN', work: 'PARKED' }],
    ['held', { build: open('HELD') }, {}, { status: 'OPEN', work: 'HELD' }],
    ['its wheel was withdrawn', { build: built() }, {}, { status: 'OPEN', work: 'HELD' }],
    ['never opened', {}, {}, { status: 'OPEN', work: 'UNOPENED' }],
    ['closed for a reason that is gone', { build: closed() }, {}, { status: 'OPEN', work: 'UNOPENED' }],
  ])('%s', (_what, rung, facts, status) => {
    expect(statusOf(rung, facts)).toEqual(status)
  })

  it.each<[string, Partial<Rung>, Partial<ReleaseFacts>, Partial<Policies>, object]>([
    [
      'wheels of PyPI are ignored',
      { upstreamWheel: wheel },
      {},
      { upstreamWheels: 'ignore' },
      { status: 'OPEN', work: 'UNOPENED' },
    ],
    ['yanked releases are built', {}, { yanked: true }, { yanked: 'build' }, { status: 'OPEN', work: 'UNOPENED' }],
    ['pre-releases are skipped', {}, { isPrerelease: true }, { prereleases: 'skip' }, nothing('PRERELEASE')],
    ['pre-releases are built', {}, { isPrerelease: true }, {}, { status: 'OPEN', work: 'UNOPENED' }],
    ['the second newest of two', {}, { newerReleases: 1 }, { newest: 2 }, { status: 'OPEN', work: 'UNOPENED' }],
    ['the third newest of two', {}, { newerReleases: 2 }, { newest: 2 }, nothing('TOO_OLD')],
  ])('by policy: %s', (_what, rung, facts, changed, status) => {
    expect(statusOf(rung, facts, changed)).toEqual(status)
  })
})

describe('the first that applies wins', () => {
  /** All at once, in the order of the list; each step takes its own cause away and leaves the rest. */
  const steps: [name: string, rung: Partial<Rung>, facts: Partial<ReleaseFacts>][] = [
    ['NOTHING_TO_BUILD', {}, { gone: 'REMOVED' }],
    ['BUILT', { ownWheel: wheel }, {}],
    ['EXCLUDED', { admitted: false }, {}],
    ['COVERED', { coveringWheel: wheel }, {}],
    ['COVERED_UPSTREAM', { upstreamWheel: wheel }, {}],
    ['FAILED', { build: failed('COMPILER') }, {}],
    ['SKIPPED', { frozen: true }, { skipped: { by: 'PACKAGE', reason: 'no' } }],
    ['NOTHING_TO_BUILD', {}, { hasSdist: false, yanked: true, beforeStart: true }],
  ]

  it.each(steps.map(([name], place) => [place + 1, name] as const))('step %i: %s', (step, name) => {
    const causes = steps.slice(step - 1)
    const rung = Object.assign({}, ...causes.map(([, part]) => part))
    const facts = Object.assign({}, ...causes.map(([, , part]) => part))
    expect(statusOf(rung, facts)?.status).toBe(name)
  })

  it("the package's skip is told before the target's", () => {
    const status = statusOf({ frozen: true }, { skipped: { by: 'PACKAGE', reason: 'no' } })
    expect(status).toEqual({ status: 'SKIPPED', reason: 'PACKAGE', note: 'no' })
  })
})

describe('an upstream wheel that appears later', () => {
  const upstreamWheel = wheel

  it.each(['WAITING', 'BUILDING', 'RETRY', 'PARKED', 'HELD'] as const)('leaves a build that is %s open', (work) => {
    expect(statusOf({ upstreamWheel, build: open(work) })).toEqual({ status: 'OPEN', work })
  })

  it.each([
    ['failed', failed('TIMEOUT')],
    ['closed', closed()],
    ['requeued by a person', closed({ work: 'WAITING' })],
  ])('spares a rung whose build is %s', (_what, build) => {
    expect(statusOf({ upstreamWheel, build })).toEqual({ status: 'COVERED_UPSTREAM', wheel })
  })
})

describe('a requeue is a flag beside the status', () => {
  it.each<[string, Partial<Rung>, string]>([
    ['BUILT', { ownWheel: wheel, build: built({ work: 'WAITING' }) }, 'BUILT'],
    ['FAILED', { build: failed('RUST', { work: 'BUILDING' }) }, 'FAILED'],
    ['COVERED', { coveringWheel: wheel, build: closed({ work: 'RETRY' }) }, 'COVERED'],
  ])('%s stays', (_what, rung, status) => {
    expect(statusOf(rung)?.status).toBe(status)
  })

  it('a rebuild whose wheel was withdrawn meanwhile is what the rung waits for', () => {
    expect(statusOf({ build: built({ work: 'WAITING' }) })).toEqual({ status: 'OPEN', work: 'WAITING' })
  })
})

describe('who waits for whom', () => {
  const statusesOf = (...rungs: Partial<Rung>[]): RungStatus[] => statusesOn(release(), ladder(...rungs), policies())
  const waits = (lower: number) => ({ status: 'WAITS_FOR_LOWER', lower: target(lower) })

  it('all wait for the lowest that needs a wheel', () => {
    const statuses = statusesOf({ admitted: false }, {}, {}, { upstreamWheel: wheel }, {})
    expect(statuses.map(({ status }) => status)).toEqual([
      'EXCLUDED',
      'OPEN',
      'WAITS_FOR_LOWER',
      'COVERED_UPSTREAM',
      'WAITS_FOR_LOWER',
    ])
    expect(statuses[4]).toEqual(waits(2))
  })

  it.each<[string, Partial<Rung>]>([
    ['EXCLUDED', { build: learnt() }],
    ['COVERED', { coveringWheel: wheel }],
    ['SKIPPED', { frozen: true }],
    ['FAILED', { build: failed('CMAKE') }],
    ['parked', { build: open('PARKED') }],
    ['held', { build: open('HELD') }],
    ['withdrawn', { build: built() }],
  ])('a rung that is %s lets the climb pass', (_what, lower) => {
    expect(statusesOf(lower, {})[1]).toEqual({ status: 'OPEN', work: 'UNOPENED' })
  })

  it.each(['WAITING', 'BUILDING', 'RETRY'] as const)('a rung that is %s holds those above', (work) => {
    expect(statusesOf({ build: open(work) }, {})[1]).toEqual(waits(1))
  })

  it('a new lower target does not make the climb above it wait', () => {
    const statuses = statusesOf({}, {}, { build: open('BUILDING') }, {})
    expect(statuses).toEqual([
      { status: 'OPEN', work: 'UNOPENED' },
      waits(1),
      { status: 'OPEN', work: 'BUILDING' },
      // The one that is really under way, not the one that will be opened some day.
      waits(3),
    ])
  })
})

describe('whatever the facts', () => {
  it('each rung has one status, and waits only for a lower one that is open', () => {
    fc.assert(
      fc.property(anyRelease, anyRungs, anyPolicies, (facts, rungs, policy) => {
        const statuses = statusesOn(facts, rungs, policy)
        expect(statuses).toHaveLength(rungs.length)
        statuses.forEach((status, place) => {
          if (status.status !== 'WAITS_FOR_LOWER') return
          const lower = rungs.findIndex((rung) => rung.target === status.lower)
          expect(lower).toBeGreaterThanOrEqual(0)
          expect(lower).toBeLessThan(place)
          expect(statuses[lower]).toMatchObject({ status: 'OPEN' })
          expect(statuses[lower]).not.toMatchObject({ work: expect.stringMatching('PARKED|HELD') })
        })
      }),
      { numRuns: 2_000 },
    )
  })

  it('at most one rung could be opened', () => {
    fc.assert(
      fc.property(anyRelease, anyRungs, anyPolicies, (facts, rungs, policy) => {
        const unopened = statusesOn(facts, rungs, policy).filter(
          (status) => status.status === 'OPEN' && status.work === 'UNOPENED',
        )
        expect(unopened.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 2_000 },
    )
  })
})
