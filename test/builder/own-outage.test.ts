import { expect, test } from 'vitest'
import { watchOwnOutage } from '../../src/builder/own-outage.ts'

test('a builder whose builds fail for itself rests, longer each time, until one ends otherwise', () => {
  const outage = watchOwnOutage()
  expect(outage.restAfter(null)).toBe(0)
  expect(outage.restAfter('COMPILER')).toBe(0)
  const first = outage.restAfter('NETWORK')
  expect(first).toBeGreaterThanOrEqual(15_000)
  for (let n = 0; n < 10; n += 1) outage.restAfter('NETWORK')
  const later = outage.restAfter('DISK_FULL')
  expect(later).toBeGreaterThanOrEqual(450_000)
  expect(later).toBeLessThanOrEqual(900_000)
  expect(outage.restAfter('SDIST_UNAVAILABLE')).toBe(0)
  expect(outage.restAfter('SANDBOX')).toBeLessThanOrEqual(30_000)
})
