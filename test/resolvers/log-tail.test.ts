import { expect, test } from 'vitest'
import { logTail } from '../../src/resolvers/log-tail.ts'

const kept = (head: string, tail = '', gapBytes = 0) => {
  const parts = { head: Buffer.from(head), tail: Buffer.from(tail) }
  return { ...parts, gapBytes, totalBytes: parts.head.length + gapBytes + parts.tail.length }
}

test('a short log is all there', () => {
  expect(logTail(kept('one\ntwo\n'), 100)).toEqual({ text: 'one\ntwo\n', totalBytes: 8, gapBytes: 0, offset: 0 })
})

test('of a longer one the end, which may lie in both parts', () => {
  expect(logTail(kept('abcdef', 'ghi'), 5)).toEqual({ text: 'efghi', totalBytes: 9, gapBytes: 0, offset: 4 })
})

test('never across the gap', () => {
  expect(logTail(kept('head', 'tail', 1_000), 100)).toEqual({
    text: 'tail',
    totalBytes: 1_008,
    gapBytes: 1_000,
    offset: 1_004,
  })
})

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('cut at a whole character: %d bytes', (bytes) => {
  const whole = 'é€🎡'
  const { text, offset } = logTail(kept(whole), bytes)
  expect(whole.endsWith(text)).toBe(true)
  expect(offset).toBe(Buffer.byteLength(whole) - Buffer.byteLength(text))
})

test('bytes that are no UTF-8 are shown as such', () => {
  const log = { head: Buffer.from([0x61, 0xff, 0x80, 0x62]), gapBytes: 0, tail: Buffer.alloc(0), totalBytes: 4 }
  expect(logTail(log, 100).text).toBe('a\ufffd\ufffdb')
})
