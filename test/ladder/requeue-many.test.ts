import { describe, expect, it } from 'vitest'
import { decideAmongMany, type ManyOutcome } from '../../src/ladder/requeue-many.ts'
import { type Rung, statusesOn } from '../../src/ladder/status.ts'
import type { Verdict } from '../../src/ladder/words.ts'
import { built, closed, failed, ladder, learnt, open, policies, release } from './world.ts'

/** What becomes of the only rung when its build is one of many that were chosen. */
function decide(rung: Partial<Rung>, verdicts: readonly Verdict[], facts: Parameters<typeof release>[0] = {}) {
  const all = ladder(rung)
  const [only, status] = [all[0], statusesOn(release(facts), all, policies())[0]]
  if (only === undefined || status === undefined) throw new Error('no rungs')
  return decideAmongMany(release(facts), only, status, policies(), verdicts)
}

const wheel = 'demo-1.0-py3-none-any.whl'
const failedBuild = failed('MISSING_HEADER')

describe('among failed builds', () => {
  it.each<[string, Partial<Rung>, ManyOutcome]>([
    ['one that failed', { build: failedBuild }, 'REQUEUE'],
    ['one that is held', { build: open('HELD') }, 'REQUEUE'],
    ['a requeue that was cancelled', { build: failed('RUST', { work: 'HELD' }) }, 'REQUEUE'],
    ['one that somebody requeued', { build: failed('RUST', { work: 'WAITING' }) }, 'ALREADY'],
    ['one whose requeue is parked', { build: failed('RUST', { work: 'PARKED' }) }, 'ALREADY'],
    ['one that is built meanwhile', { ownWheel: wheel, build: built() }, 'ALREADY'],
    ['one that was closed meanwhile', { build: closed() }, 'ALREADY'],
    ['one whose climb was opened again', { build: open('WAITING') }, 'ALREADY'],
    ['one that a wheel of ours makes up for', { coveringWheel: wheel, build: failedBuild }, 'COVERED'],
    ['one that a wheel on PyPI makes up for', { upstreamWheel: wheel, build: failedBuild }, 'COVERED'],
    ['one that was learnt to be excluded', { build: learnt() }, 'REQUEUE_EXCLUDED'],
    ['one that is excluded by now', { admitted: false, build: failedBuild }, 'REQUEUE_EXCLUDED'],
    ['one on a frozen target', { frozen: true, build: failedBuild }, 'REQUEUE_SKIPPED'],
  ])('%s', (_what, rung, expected) => {
    expect(decide(rung, ['FAILED'])).toBe(expected)
  })

  it.each<[string, Parameters<typeof release>[0], ManyOutcome]>([
    ['gone from PyPI', { gone: 'REMOVED' }, 'REQUEUE_NOTHING_TO_BUILD'],
    ['yanked', { yanked: true }, 'REQUEUE_NOTHING_TO_BUILD'],
    ['without an sdist by now', { hasSdist: false }, 'REQUEUE_NOTHING_TO_BUILD'],
    ['left out', { skipped: { by: 'PACKAGE', reason: 'too large' } }, 'REQUEUE_SKIPPED'],
  ])('one of a release that is %s', (_what, facts, expected) => {
    expect(decide({ build: failedBuild }, ['FAILED'], facts)).toBe(expected)
  })
})

describe('among failed and built ones', () => {
  it.each<[string, Partial<Rung>, ManyOutcome]>([
    ['one that is built', { ownWheel: wheel, build: built() }, 'REQUEUE'],
    ['one whose wheel was withdrawn', { build: built() }, 'REQUEUE'],
    ['one that is being rebuilt', { ownWheel: wheel, build: built({ work: 'BUILDING' }) }, 'ALREADY'],
    ['one that failed', { build: failedBuild }, 'REQUEUE'],
  ])('%s', (_what, rung, expected) => {
    expect(decide(rung, ['FAILED', 'BUILT'])).toBe(expected)
  })
})
