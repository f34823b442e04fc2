import { expect, it } from 'vitest'
import { breakerAfter } from '../../src/ladder/breaker.ts'

const minuteMs = 60_000

it.each([
  [0, null],
  [1, null],
  [4, null],
  [5, 2 * minuteMs],
  [6, 4 * minuteMs],
  [9, 32 * minuteMs],
  [10, 60 * minuteMs],
  [100_000, 60 * minuteMs],
])('after %i failures in a row: %s ms', (failures, restMs) => {
  expect(breakerAfter({ failures })).toEqual({ restMs })
})
