import { expect, test } from 'vitest'
import { findIncidents, type TargetVitals, type Vitals } from '../../src/ladder/incidents.ts'

const target: TargetVitals = {
  name: 'cp311 linux_armv7l',
  standsStill: false,
  idleBuilders: 0,
  builders: 4,
  waiting: 100,
  queued: 50,
  startedAgoS: 20,
  oldestWaitS: 86_400,
  oldestFreshS: 600,
}
const well: Vitals = {
  starts: 100,
  reports: 98,
  lost: 0,
  builders: 4,
  undelivered: 0,
  upstreamSilentS: 20,
  upstreamReached: true,
  upstreamError: null,
  stuckPages: 0,
  targets: [target],
}
const onTarget = (change: Partial<TargetVitals>): Vitals => ({ ...well, targets: [{ ...target, ...change }] })

test.each<[what: string, Vitals]>([
  ['a busy farm', well],
  ['a farm that has just begun: each builder has one build', { ...well, starts: 35, reports: 0, builders: 35 }],
  ['a few starts', { ...well, starts: 4, reports: 0, builders: 1 }],
  ['a builder that is slow to deliver', { ...well, undelivered: 1 }],
  ['a target that is meant to stand still', onTarget({ standsStill: true, idleBuilders: 4, startedAgoS: null })],
  ['a moment without a start', onTarget({ idleBuilders: 4, startedAgoS: 300 })],
  ['work that has only just come', onTarget({ idleBuilders: 4, startedAgoS: null, oldestWaitS: 5 })],
  ['a farm that follows nothing', { ...well, upstreamSilentS: null }],
])('%s is well', (_what, vitals) => {
  expect(findIncidents(vitals)).toEqual([])
})

test.each<[what: string, Vitals, kind: string, subject: string, cause: RegExp]>([
  ['starts without reports', { ...well, starts: 60, reports: 0 }, 'REPORTS_MISSING', 'farm', /not taken/],
  [
    'starts that end in silence',
    { ...well, starts: 60, reports: 5, lost: 50 },
    'REPORTS_MISSING',
    'farm',
    /heartbeats/,
  ],
  [
    'builders that cannot deliver and hence start nothing',
    { ...well, starts: 0, reports: 0, undelivered: 12 },
    'REPORTS_MISSING',
    'farm',
    /not taken/,
  ],
  [
    'one builder that cannot',
    { ...well, starts: 1, reports: 0, builders: 1, undelivered: 1 },
    'REPORTS_MISSING',
    'farm',
    /disk/,
  ],
  ['a new release that waits', onTarget({ oldestFreshS: 7 * 3_600 }), 'FRESH_WAITS', target.name, /more new releases/],
  [
    'a new release that nobody can build',
    onTarget({ oldestFreshS: 7 * 3_600, builders: 0 }),
    'FRESH_WAITS',
    target.name,
    /no builder/,
  ],
  ['idle builders', onTarget({ idleBuilders: 3, startedAgoS: 700 }), 'BUILDERS_IDLE', target.name, /Redis/],
  [
    'idle builders with nothing in the queue',
    onTarget({ idleBuilders: 3, startedAgoS: null, queued: 0 }),
    'BUILDERS_IDLE',
    target.name,
    /dispatch/,
  ],
  ['an upstream that is away', { ...well, upstreamSilentS: 3_600, upstreamError: '503' }, 'SYNC_LAGS', 'farm', /503/],
  [
    'an upstream that was never reached',
    { ...well, upstreamSilentS: 3_600, upstreamReached: false, upstreamError: 'no route' },
    'SYNC_LAGS',
    'farm',
    /no route/,
  ],
  ['pages that stay old', { ...well, stuckPages: 3 }, 'SYNC_LAGS', 'farm', /upstream_dirty/],
  ['a sync that does not run', { ...well, upstreamSilentS: 3_600 }, 'SYNC_LAGS', 'farm', /sync/],
])('%s are seen, with their likely cause', (_what, vitals, kind, subject, cause) => {
  expect(findIncidents(vitals)).toEqual([
    { kind, subject, text: expect.any(String), cause: expect.stringMatching(cause) },
  ])
})
