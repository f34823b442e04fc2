import { expect, test } from 'vitest'
import { judgePage, type PageFacts } from '../../src/sync/page-verdict.ts'
import { retryAfterSeconds } from '../../src/sync/retry-after.ts'
import { pauseAfterStale, stepAfterNotFound, variantOfTry } from '../../src/sync/stale-ladder.ts'

test.each([
  [null, null],
  ['0', 0],
  ['7', 7],
  ['999999999', 3_600],
  ['Wed, 01 Jan 2025 00:00:30 GMT', 30],
  ['Wed, 01 Jan 2024 00:00:30 GMT', 0],
  ['Wed, 01 Jan 2035 00:00:30 GMT', 3_600],
  ['soon', null],
  ['-3', null],
  ['1.5', null],
])('Retry-After %j asks for %j seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, new Date('2025-01-01T00:00:00Z'))).toBe(seconds)
})

test('a stale page is asked for again at growing pauses, by each of its addresses and encodings, for ever', () => {
  const tries = Array.from({ length: 14 }, (_, at) => [variantOfTry(at), pauseAfterStale(at + 1)])
  expect(tries).toEqual([
    ['gzip', 2],
    ['gzip', 5],
    ['gzip', 10],
    ['gzip', 30],
    ['identity', 1],
    ['json', 1],
    ['gzip', 120],
    ['identity', 300],
    ['json', 900],
    ['gzip', 1_800],
    ['identity', 3_600],
    ['json', 3_600],
    ['gzip', 3_600],
    ['identity', 3_600],
  ])
})

const minute = 60_000
test.each([
  ['no event was ever read', { newest: null, tries: 0 }, { kind: 'gone' }],
  ['the newest event removed it', { newest: { removed: true, ageMs: 0 }, tries: 0 }, { kind: 'gone' }],
  ['nothing happened for long', { newest: { removed: false, ageMs: 11 * minute }, tries: 0 }, { kind: 'gone' }],
  ['it changed just now', { newest: { removed: false, ageMs: minute }, tries: 0 }, { kind: 'retry', afterS: 30 }],
  ['still not there', { newest: { removed: false, ageMs: minute }, tries: 3 }, { kind: 'retry', afterS: 300 }],
  ['never there', { newest: { removed: false, ageMs: minute }, tries: 4 }, { kind: 'confirm' }],
])('not found, and %s', (_, facts, step) => {
  expect(stepAfterNotFound(facts)).toEqual(step)
})

const page: PageFacts = {
  serial: 10,
  requiredSerial: 10,
  storedSerial: 5,
  tries: 0,
  filesNow: 0,
  filesRemoved: 0,
  quarantined: false,
  confirmed: false,
}
test.each<[string, Partial<PageFacts>, string]>([
  ['fresh', {}, 'store'],
  ['newer than asked for', { serial: 12 }, 'store'],
  ['the first', { storedSerial: null }, 'store'],
  ['the same again', { storedSerial: 10 }, 'store'],
  ['asked for by a person', { requiredSerial: 0, serial: 5 }, 'store'],
  ['older than the stored one', { serial: 4, requiredSerial: 3 }, 'stale'],
  ['stale', { serial: 9 }, 'stale'],
  ['stale but newer, at the third try', { serial: 9, tries: 2 }, 'store-stale'],
  ['stale and no newer, at the third try', { serial: 5, tries: 2 }, 'stale'],
  ['the first, and stale, at the third try', { serial: 9, storedSerial: null, tries: 2 }, 'store-stale'],
  ['emptier by more than half of many', { filesNow: 20, filesRemoved: 11 }, 'doubt'],
  ['emptier by half', { filesNow: 20, filesRemoved: 10 }, 'store'],
  ['emptier by all of few', { filesNow: 19, filesRemoved: 19 }, 'store'],
  ['emptier, and confirmed', { filesNow: 20, filesRemoved: 20, confirmed: true }, 'store'],
  ['emptier, and quarantined', { filesNow: 20, filesRemoved: 20, quarantined: true }, 'store'],
])('a page that is %s', (_, facts, verdict) => {
  expect(judgePage({ ...page, ...facts })).toBe(verdict)
})
