import { expect, test } from 'vitest'
import { builderState } from '../../src/resolvers/builder.ts'

const now = new Date('2026-01-31T12:00:00Z')
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000)
const row = {
  revokedAt: null,
  retiredAt: null,
  quarantinedAt: null,
  drainingAt: null,
  pausedAt: null,
  lastBeatAt: ago(5),
  enrolledAt: ago(86_400),
}

test.each([
  ['IDLE', row, 0],
  ['BUILDING', row, 1],
  ['PAUSED', { ...row, pausedAt: now }, 1],
  ['DRAINING', { ...row, pausedAt: now, drainingAt: now }, 1],
  ['LOST', { ...row, lastBeatAt: ago(181), drainingAt: now }, 1],
  ['IDLE', { ...row, lastBeatAt: ago(179) }, 0],
  ['QUARANTINED', { ...row, quarantinedAt: now, pausedAt: now }, 1],
  ['RETIRED', { ...row, retiredAt: now, lastBeatAt: ago(999) }, 0],
  ['REVOKED', { ...row, revokedAt: now, lastBeatAt: ago(999) }, 0],
  ['IDLE', { ...row, lastBeatAt: null, enrolledAt: ago(10) }, 0],
  ['LOST', { ...row, lastBeatAt: null, enrolledAt: ago(200) }, 0],
] as const)('%s', (state, builder, attempts) => {
  expect(builderState(builder, attempts, now, 180_000)).toBe(state)
})
