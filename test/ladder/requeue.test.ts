import { describe, expect, it } from 'vitest'
import { decideRequeue, type RequeueDecision } from '../../src/ladder/requeue.ts'
import { type Rung, statusesOn } from '../../src/ladder/status.ts'
import { built, closed, failed, ladder, learnt, open, policies, release, target } from './world.ts'

/** What a requeue of the highest rung comes to. */
function decide(facts: Parameters<typeof release>[0], ...rungs: Partial<Rung>[]): RequeueDecision {
  const all = ladder(...rungs)
  const [rung, status] = [all.at(-1), statusesOn(release(facts), all, policies()).at(-1)]
  if (rung === undefined || status === undefined) throw new Error('no rungs')
  return decideRequeue(status, rung)
}

const wheel = 'demo-1.0-py3-none-any.whl'
const attempt = { kind: 'attempt' }
const already = { kind: 'already' }
const raise = (place: 'this' | number) => ({ kind: 'raise', target: place === 'this' ? place : target(place) })

describe('a rung that has its answer is attempted again', () => {
  it.each<[string, Partial<Rung>]>([
    ['BUILT', { ownWheel: wheel, build: built() }],
    ['FAILED', { build: failed('COMPILER') }],
    ['COVERED, never opened', { coveringWheel: wheel }],
    ['COVERED, closed', { coveringWheel: wheel, build: closed() }],
    ['COVERED_UPSTREAM', { upstreamWheel: wheel }],
    ['held', { build: open('HELD') }],
    ['withdrawn', { build: built() }],
    ['a requeue that was cancelled', { ownWheel: wheel, build: built({ work: 'HELD' }) }],
  ])('%s', (_what, rung) => {
    expect(decide({}, rung)).toEqual(attempt)
  })

  it('above the end of a climb', () => {
    expect(decide({}, { build: failed('TIMEOUT') }, { build: failed('TIMEOUT') }, {})).toEqual(attempt)
  })
})

describe('a requeue never doubles', () => {
  it.each(['WAITING', 'BUILDING', 'RETRY'] as const)('a requeue that is %s', (work) => {
    expect(decide({}, { ownWheel: wheel, build: built({ work }) })).toEqual(already)
    expect(decide({}, { build: failed('RUST', { work }) })).toEqual(already)
    expect(decide({}, { coveringWheel: wheel, build: closed({ work }) })).toEqual(already)
  })

  it('a build that runs', () => {
    expect(decide({}, { build: open('BUILDING') })).toEqual(already)
  })
})

describe('an open rung is raised', () => {
  it.each(['WAITING', 'RETRY', 'PARKED'] as const)('that is %s', (work) => {
    expect(decide({}, { build: open(work) })).toEqual(raise('this'))
  })

  it('that was never opened', () => {
    expect(decide({}, {})).toEqual(raise('this'))
  })

  it('below, when this one waits for it', () => {
    expect(decide({}, { build: failed('RUST') }, { build: open('WAITING') }, {}, {})).toEqual(raise(2))
  })

  it('a requeue that is parked', () => {
    expect(decide({}, { ownWheel: wheel, build: built({ work: 'PARKED' }) })).toEqual(raise('this'))
  })
})

describe('refused', () => {
  it.each<[string, Parameters<typeof release>[0], Partial<Rung>]>([
    ['REQUEUE_EXCLUDED', {}, { admitted: false }],
    ['REQUEUE_EXCLUDED', {}, { build: learnt() }],
    ['REQUEUE_SKIPPED', { skipped: { by: 'PACKAGE', reason: 'too big' } }, {}],
    ['REQUEUE_SKIPPED', { skipped: { by: 'RELEASE', reason: 'broken' } }, {}],
    ['REQUEUE_SKIPPED', {}, { frozen: true }],
    ['REQUEUE_NOTHING_TO_BUILD', { gone: 'REMOVED' }, {}],
    ['REQUEUE_NOTHING_TO_BUILD', { hasSdist: false }, {}],
    ['REQUEUE_NOTHING_TO_BUILD', { yanked: true }, {}],
  ])('%s for %j, %j', (code, facts, rung) => {
    expect(decide(facts, rung)).toEqual({ kind: 'refused', code, why: expect.stringMatching(/./) })
  })

  it('with the reason that the skip was given', () => {
    expect(decide({ skipped: { by: 'PACKAGE', reason: 'too big' } }, {})).toMatchObject({
      why: 'the package is skipped: too big',
    })
  })
})
