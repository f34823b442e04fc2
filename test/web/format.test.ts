import { expect, test } from 'vitest'
import { agoText, bytesText, countText, durationText } from '../../web/format.ts'

const now = new Date('2026-01-31T12:00:00.000Z')

test.each([
  ['2026-01-31T12:00:00.000Z', 'just now'],
  ['2026-01-31T11:59:48.000Z', '12 seconds ago'],
  ['2026-01-31T11:58:59.000Z', '1 minute ago'],
  ['2026-01-31T10:00:00.000Z', '2 hours ago'],
  ['2026-01-29T11:00:00.000Z', '2 days ago'],
  ['2026-01-31T12:05:00.000Z', 'in 5 minutes'],
])('%s is %s', (at, text) => {
  expect(agoText(at, now)).toBe(text)
})

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_234, '1.2 s'],
  [65_000, '1 min 5 s'],
  [7_380_000, '2 h 3 min'],
])('%d ms took %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [12_345_678, '12.3 MB'],
  [5e15, '5000.0 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test('counts are grouped', () => {
  expect(countText(1_234_567)).toBe('1,234,567')
})
