import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSettled, type Plan, planRelease } from '../../src/ladder/plan.ts'
import type { Policies } from '../../src/ladder/policies.ts'
import { type ReleaseFacts, type Rung, statusesOn } from '../../src/ladder/status.ts'
import { anyPolicies, anyRelease, anyRungs } from './arbitraries.ts'
import { applyPlan, built, closed, failed, ladder, learnt, open, policies, release, target } from './world.ts'

const wheel = 'demo-1.0-py3-none-any.whl'

function planOf(rungs: Partial<Rung>[], facts: Partial<ReleaseFacts> = {}, changed: Partial<Policies> = {}): Plan {
  return planRelease(release(facts), ladder(...rungs), policies(changed))
}

const nothing: Plan = { open: null, reopen: null, climb: null, close: [], hold: [] }

describe('what to open', () => {
  it('the lowest rung that needs a wheel', () => {
    expect(planOf([{ admitted: false }, { upstreamWheel: wheel }, {}, {}])).toEqual({ ...nothing, open: target(3) })
  })

  it.each(['WAITING', 'BUILDING', 'RETRY'] as const)('nothing while a build that is %s climbs', (work) => {
    expect(planOf([{ build: open(work) }, {}])).toEqual(nothing)
  })

  it.each<[string, Rung['build']]>([
    ['failed', failed('COMPILER')],
    ['failed by a limit', failed('TIMEOUT')],
    ['failed by the farm for good', failed('BUILDER_LOST')],
    ['excluded by an attempt', learnt()],
    ['parked', open('PARKED')],
    ['held', open('HELD')],
  ])('the next rung, when the one below is %s', (_what, build) => {
    expect(planOf([{ build }, {}])).toEqual({ ...nothing, open: target(2) })
  })

  it('the next rung, when the one below has a wheel that fits nowhere else', () => {
    expect(planOf([{ build: built(), ownWheel: wheel }, {}])).toEqual({ ...nothing, open: target(2) })
  })

  it('nothing more, when a wheel covers the rest', () => {
    expect(planOf([{ build: built(), ownWheel: wheel }, { coveringWheel: wheel }])).toEqual(nothing)
  })

  it('nothing more, when two limits in a row ended the climb', () => {
    expect(planOf([{ build: failed('TIMEOUT') }, { build: failed('SILENCE') }, {}])).toEqual(nothing)
  })

  it('nothing below, while a build climbs above a new target', () => {
    expect(planOf([{}, { build: open('WAITING') }])).toEqual(nothing)
  })

  it('the new lower target, once nothing climbs', () => {
    const above = [{ build: failed('COMPILER') }, { build: built(), ownWheel: wheel }]
    expect(planOf([{}, ...above])).toEqual({ ...nothing, open: target(1) })
  })

  it('the next rung beside a requeue, which holds nothing', () => {
    const requeued = { build: built({ work: 'BUILDING' }), ownWheel: wheel }
    expect(planOf([requeued, {}])).toEqual({ ...nothing, open: target(2) })
  })
})

describe('what to take up again', () => {
  it('a closed build whose reason is gone', () => {
    expect(planOf([{ build: closed() }])).toEqual({ ...nothing, reopen: target(1) })
  })

  it('not before its turn', () => {
    expect(planOf([{ build: open('BUILDING') }, { build: closed() }])).toEqual(nothing)
    expect(planOf([{}, { build: closed() }])).toEqual({ ...nothing, open: target(1) })
  })

  it('a build that was parked and waits again climbs, once nothing else does', () => {
    const resumed = { build: open('WAITING', { climbing: false }) }
    expect(planOf([resumed, { build: open('BUILDING') }])).toEqual(nothing)
    expect(planOf([resumed, { build: failed('RUST') }, {}])).toEqual({ ...nothing, climb: target(1) })
  })

  it('what is open already goes before a new lower target', () => {
    expect(planOf([{}, { build: open('RETRY', { climbing: false }) }])).toEqual({ ...nothing, climb: target(2) })
  })

  it('a requeue of a covered rung whose cover was withdrawn becomes the climb', () => {
    expect(planOf([{ build: closed({ work: 'WAITING' }) }])).toEqual({ ...nothing, climb: target(1) })
  })
})

describe('what to hold', () => {
  it('a build whose wheel was withdrawn; the rungs above go on', () => {
    const hold = [{ target: target(1), note: 'its wheel was withdrawn' }]
    expect(planOf([{ build: built() }, { build: closed() }])).toEqual({ ...nothing, hold, reopen: target(2) })
  })
})

describe('what to close', () => {
  const close = (note: string) => ({ ...nothing, close: [{ target: target(1), note }] })

  it.each<[string, Partial<Rung>, Partial<ReleaseFacts>]>([
    ['removed from PyPI', {}, { gone: 'REMOVED' }],
    ['quarantined on PyPI', {}, { gone: 'QUARANTINED' }],
    ['this Python is excluded', { admitted: false }, {}],
    [`covered by ${wheel}`, { coveringWheel: wheel }, {}],
    [`built: ${wheel}`, { ownWheel: wheel }, {}],
    ['skipped: too big', {}, { skipped: { by: 'PACKAGE', reason: 'too big' } }],
    ['the target is frozen', { frozen: true }, {}],
    ['it has no sdist any more', {}, { hasSdist: false }],
    ['yanked', {}, { yanked: true }],
    ['from before the start of the farm', {}, { beforeStart: true }],
  ])('an open build: %s', (note, rung, facts) => {
    for (const work of ['WAITING', 'BUILDING', 'RETRY', 'PARKED', 'HELD'] as const) {
      expect(planOf([{ ...rung, build: open(work) }], facts)).toEqual(close(note))
    }
  })

  it('an open build, by policy', () => {
    const rung = { build: open('WAITING') }
    expect(planOf([rung], { isPrerelease: true }, { prereleases: 'skip' })).toEqual(close('pre-releases are not built'))
    expect(planOf([rung], { newerReleases: 1 }, { newest: 1 })).toEqual(close('not among the newest releases'))
  })

  it('an open build above the end of the climb', () => {
    const rungs = [{ build: failed('WHEEL_INVALID', { endsClimb: true }) }, { build: open('BUILDING') }]
    expect(planOf(rungs).close).toEqual([{ target: target(2), note: 'the climb ended below: WHEEL_INVALID' }])
  })

  it('all open builds, when a pure wheel covers them', () => {
    const rungs = [{ build: built(), ownWheel: wheel }, { build: open('PARKED') }, { build: open('WAITING') }, {}]
    const plan = planOf(rungs.map((rung, place) => (place === 0 ? rung : { ...rung, coveringWheel: wheel })))
    expect(plan.close.map((change) => change.target)).toEqual([target(2), target(3)])
    expect(plan.open).toBeNull()
  })

  it('and opens the next in the same plan', () => {
    const plan = planOf([{ build: open('WAITING'), coveringWheel: wheel }, {}])
    expect(plan).toEqual({ ...close(`covered by ${wheel}`), open: target(2) })
  })

  it('not for an upstream wheel that came later', () => {
    expect(planOf([{ build: open('WAITING'), upstreamWheel: wheel }])).toEqual(nothing)
  })

  it.each<[string, Partial<Rung>]>([
    ['BUILT', { build: built({ work: 'WAITING' }), ownWheel: wheel }],
    ['FAILED', { build: failed('RUST', { work: 'WAITING' }) }],
    ['COVERED', { build: closed({ work: 'WAITING' }), coveringWheel: wheel }],
    ['COVERED_UPSTREAM', { build: closed({ work: 'WAITING' }), upstreamWheel: wheel }],
    ['above the end of the climb', { build: closed({ work: 'WAITING' }) }],
  ])('not a requeue of a rung that is %s', (what, rung) => {
    const lower = what.startsWith('above') ? failed('WHEEL_INVALID', { endsClimb: true }) : failed('COMPILER')
    expect(planOf([{ build: lower }, rung])).toEqual(nothing)
  })

  it.each<[string, Partial<Rung>, Partial<ReleaseFacts>]>([
    ['gone', {}, { gone: 'REMOVED' }],
    ['excluded', { admitted: false }, {}],
    ['skipped', {}, { skipped: { by: 'RELEASE', reason: 'no' } }],
  ])('a requeue too, when the release is %s there', (_what, rung, facts) => {
    const plan = planOf([{ build: closed({ work: 'WAITING' }), ...rung }], facts)
    expect(plan.close).toHaveLength(1)
  })
})

describe('there and back', () => {
  const rungs = ladder({ build: failed('COMPILER') }, { build: open('BUILDING') }, {})

  it.each<[string, Partial<ReleaseFacts>]>([
    ['yanked', { yanked: true }],
    ['quarantined', { gone: 'QUARANTINED' }],
    ['skipped', { skipped: { by: 'PACKAGE', reason: 'for now' } }],
  ])('a release that is %s closes, and opens the same rung when it no longer is', (_what, facts) => {
    const off = applyPlan(rungs, planRelease(release(facts), rungs, policies()))
    expect(off[1]?.build).toEqual(closed())

    const on = applyPlan(off, planRelease(release(), off, policies()))
    expect(on.map((rung) => rung.build)).toEqual([failed('COMPILER'), open('WAITING'), null])
  })
})

describe('whatever the facts', () => {
  const check = (property: (facts: ReleaseFacts, rungs: Rung[], policy: Policies) => void) =>
    fc.assert(fc.property(anyRelease, anyRungs, anyPolicies, property), { numRuns: 2_000 })

  it('a plan that was applied leaves nothing to plan', () => {
    check((facts, rungs, policy) => {
      const after = applyPlan(rungs, planRelease(facts, rungs, policy))
      const again = planRelease(facts, after, policy)
      expect(again).toEqual(nothing)
      expect(isSettled(again)).toBe(true)
    })
  })

  it('at most one build climbs, and it is one that is open', () => {
    check((facts, rungs, policy) => {
      const after = applyPlan(rungs, planRelease(facts, rungs, policy))
      const statuses = statusesOn(facts, after, policy)
      const climbing = after.flatMap((rung, place) => (rung.build?.climbing === true ? [statuses[place]] : []))
      expect(climbing.length).toBeLessThanOrEqual(1)
      for (const status of climbing) expect(status).toMatchObject({ status: 'OPEN' })
    })
  })

  it('something climbs whenever something could', () => {
    check((facts, rungs, policy) => {
      const after = applyPlan(rungs, planRelease(facts, rungs, policy))
      const stuck = statusesOn(facts, after, policy).some(
        (status) => status.status === 'WAITS_FOR_LOWER' || (status.status === 'OPEN' && status.work === 'UNOPENED'),
      )
      if (stuck) expect(after.some((rung) => rung.build?.climbing === true)).toBe(true)
    })
  })

  it('planning changes no verdict but none into CLOSED, and a withdrawn one into none', () => {
    check((facts, rungs, policy) => {
      const plan = planRelease(facts, rungs, policy)
      const touched = new Set([plan.reopen, plan.climb, ...plan.hold.map((change) => change.target)])
      applyPlan(rungs, plan).forEach((rung, place) => {
        const before = rungs[place]?.build
        if (before === null || before === undefined || touched.has(rung.target)) return
        expect(rung.build?.verdict).toBe(before.verdict ?? (rung.build?.work === null ? 'CLOSED' : null))
      })
    })
  })
})
