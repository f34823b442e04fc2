import { describe, expect, it } from 'vitest'
import { laneOfClimb, laneOrder } from '../../src/ladder/lane.ts'

const day = (n: number, time = '00:00:00Z') => new Date(`2026-03-0${n}T${time}`)

describe('laneOfClimb', () => {
  it.each([
    ['uploaded just now', day(3), false, 'fresh'],
    ['uploaded a second less than 48 h ago', day(1, '00:00:01Z'), false, 'fresh'],
    ['uploaded 48 h ago', day(1), false, 'backlog'],
    ['uploaded in the future', day(9), false, 'fresh'],
    ['uploaded nobody knows when', null, false, 'backlog'],
    ['a new target', day(3), true, 'backlog'],
  ] as const)('%s', (_what, uploadedAt, newTarget, lane) => {
    expect(laneOfClimb({ uploadedAt, firstSeenAt: day(3), newTarget })).toBe(lane)
  })
})

describe('laneOrder', () => {
  const now = day(5)
  const seconds = (time: Date) => time.getTime() / 1_000

  it.each([
    ['urgent', day(1), seconds(now)],
    ['urgent', null, seconds(now)],
    ['fresh', day(4, '00:00:00.900Z'), seconds(day(4))],
    ['fresh', null, seconds(now)],
    ['backlog', day(1), -seconds(day(1))],
    ['backlog', null, 0],
  ] as const)('%s, uploaded %s: %i', (lane, uploadedAt, order) => {
    expect(laneOrder(lane, uploadedAt, now)).toBe(order)
  })

  it('has the oldest of fresh, and the newest of backlog, first', () => {
    expect(laneOrder('fresh', day(1), now)).toBeLessThan(laneOrder('fresh', day(2), now))
    expect(laneOrder('backlog', day(2), now)).toBeLessThan(laneOrder('backlog', day(1), now))
  })
})
