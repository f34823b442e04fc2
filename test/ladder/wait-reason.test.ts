import { expect, it } from 'vitest'
import { type WaitFacts, waitReason } from '../../src/ladder/wait-reason.ts'
import type { WaitReason } from '../../src/ladder/words.ts'

/** Queued, with an idle builder. */
const usual: WaitFacts = {
  work: 'WAITING',
  queued: true,
  hasSdist: true,
  targetPaused: false,
  targetRests: false,
  builders: { alive: 2, paused: 0, building: 1 },
  overShare: false,
}

it.each<[WaitReason | null, Partial<WaitFacts>]>([
  [null, { work: null }],
  [null, { work: 'BUILDING' }],
  ['HELD', { work: 'HELD', targetPaused: true }],
  ['PARKED', { work: 'PARKED', builders: { alive: 0, paused: 0, building: 0 } }],
  ['RETRY_AT', { work: 'RETRY' }],
  ['TARGET_PAUSED', { work: 'RETRY', targetPaused: true }],
  ['TARGET_PAUSED', { targetPaused: true, hasSdist: false }],
  ['WAITS_FOR_SDIST', { hasSdist: false, targetRests: true }],
  ['RETRY_AT', { targetRests: true, builders: { alive: 0, paused: 0, building: 0 } }],
  ['NO_BUILDER', { builders: { alive: 0, paused: 0, building: 0 } }],
  ['BUILDERS_PAUSED', { builders: { alive: 2, paused: 2, building: 0 } }],
  ['PACKAGE_SHARE_USED', { queued: false, overShare: true }],
  ['BUILDERS_BUSY', { builders: { alive: 3, paused: 1, building: 2 } }],
  ['BUILDERS_BUSY', { queued: false, builders: { alive: 1, paused: 0, building: 1 } }],
  ['QUEUED', {}],
  ['QUEUED', { queued: false }],
])('%s: %j', (reason, facts) => {
  expect(waitReason({ ...usual, ...facts })).toBe(reason)
})
