import { expect, test } from 'vitest'
import { countToday, hourlyRate, waitCounts } from '../../src/resolvers/backlog.ts'
import type { CounterKey } from '../../src/store/counters.ts'

const now = new Date('2026-03-01T02:30:00Z')
const hour = (text: string) => new Date(`${text}:00:00Z`)
const counts = (given: Partial<Record<CounterKey, number>>) =>
  // The keys are those of the type of what is given.
  new Map(Object.entries(given) as [CounterKey, number][])

test('a rate is the mean of the last 24 hours, of fewer when the target is younger, and of one at least', () => {
  const hours = [
    { hour: hour('2026-02-28T04'), key: 'OPENED' as const, value: 40 },
    { hour: hour('2026-03-01T02'), key: 'OPENED' as const, value: 7 },
    { hour: hour('2026-03-01T02'), key: 'BUILT' as const, value: 100 },
  ]
  expect(hourlyRate(hours, ['OPENED'], hour('2020-01-01T00'), now)).toBe(2)
  expect(hourlyRate(hours, ['OPENED'], hour('2026-02-28T16'), now)).toBeCloseTo(47 / 10.5)
  expect(hourlyRate(hours, ['OPENED'], new Date(now.getTime() - 60_000), now)).toBe(47)
})

test('today begins at midnight UTC', () => {
  const hours = ['2026-02-28T23', '2026-03-01T00', '2026-03-01T02'].map((at, place) => {
    return { hour: hour(at), key: 'FAILED' as const, value: 10 ** place }
  })
  expect(countToday(hours, 'FAILED', now)).toBe(110)
  expect(countToday(hours, 'BUILT', now)).toBe(0)
})

const calm = { pausedAt: null, breakerUntil: null }
const idle = { alive: 2, paused: 0, building: 0 }
const open = counts({ WAITING: 9, QUEUED: 4, BUILDING: 1, RETRY: 2, PARKED: 3, HELD: 5 })

test.each([
  ['idle builders', calm, idle, { QUEUED: 9, RETRY_AT: 2, PARKED: 3, HELD: 5 }],
  ['busy builders', calm, { ...idle, building: 2 }, { BUILDERS_BUSY: 9, RETRY_AT: 2, PARKED: 3, HELD: 5 }],
  ['no builder', calm, { alive: 0, paused: 0, building: 0 }, { NO_BUILDER: 9, RETRY_AT: 2, PARKED: 3, HELD: 5 }],
  ['a pause', { ...calm, pausedAt: now }, idle, { TARGET_PAUSED: 11, PARKED: 3, HELD: 5 }],
  ['a rest', { ...calm, breakerUntil: hour('2026-03-01T03') }, idle, { RETRY_AT: 11, PARKED: 3, HELD: 5 }],
])('what waits is told by its reason: %s', (_what, target, builders, expected) => {
  expect(Object.fromEntries(waitCounts(open, target, builders, now))).toEqual(expected)
})

test('nothing open waits for nothing', () => {
  expect([...waitCounts(counts({ BUILT: 9 }), calm, idle, now)]).toEqual([])
})
