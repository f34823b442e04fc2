import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttemptId } from '../../schema/ids.ts'
import type { LogPart } from '../../src/artifacts/artifacts.ts'
import { readPiece, wholeCharacters } from '../../src/artifacts/log-pieces.ts'
import { withoutTerminal } from '../../src/plain-text.ts'

const attempt = 1 as AttemptId

/** A log that is all kept, or all but the bytes of `gap`. */
const logOf = (bytes: Buffer, gap: LogPart['gap'] = null) => ({
  readLog: async (_: AttemptId, offset: number, maxBytes: number): Promise<LogPart> => {
    const from = gap !== null && offset >= gap.start ? Math.max(offset, gap.end) : offset
    const most = gap !== null && from < gap.start ? gap.start : bytes.length
    return { offset: from, bytes: bytes.subarray(from, Math.min(from + maxBytes, most)), gap, totalBytes: bytes.length }
  },
})

async function textOf(log: ReturnType<typeof logOf>, bytes: number, isOver = true): Promise<string[]> {
  const texts: string[] = []
  for (let offset = 0; ; ) {
    const piece = await readPiece(log, attempt, { offset, bytes, isOver })
    if (piece.end === offset) return texts
    texts.push(piece.skipped > 0 ? `<${piece.skipped}>${piece.text}` : piece.text)
    offset = piece.end
  }
}

describe('pieces of a log', () => {
  test('joined, they are the whole log made plain, wherever lines and sequences lie', async () => {
    const word = fc.constantFrom(
      'plain text ',
      'é€🎡',
      '\n',
      '\r\n',
      '\u001b[31;1m',
      '\u001b[0m',
      '\u009b2K',
      '\u001b]0;a title\u0007',
      '\u001bP some data \u001b\\',
      '\u0090data\u009c',
      '\u001b(B',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 60 }), fc.integer({ min: 40, max: 90 }), async (words, bytes) => {
        const log = words.join('')
        expect((await textOf(logOf(Buffer.from(log)), bytes)).join('')).toBe(withoutTerminal(log))
      }),
      { numRuns: 500 },
    )
  })

  test('a line that is not finished waits for its end, or for the end of the log', async () => {
    const log = logOf(Buffer.from('one\ntwo'))
    expect(await textOf(log, 100, false)).toEqual(['one\n'])
    expect(await textOf(log, 100, true)).toEqual(['one\ntwo'])
  })

  test('the gap is told, and torn characters beside it are not shown', async () => {
    const bytes = Buffer.from(`head é${'x'.repeat(50)}€ tail\n`)
    const gap = { start: 7, end: bytes.indexOf('€') + 1 }
    expect(await textOf(logOf(bytes, gap), 20)).toEqual(['head é', `<${gap.end - gap.start}> tail\n`])
  })

  test('a sequence without end is cut somewhere, and what follows shows as text', async () => {
    const texts = await textOf(logOf(Buffer.from(`\u001b]0;${'t'.repeat(100)}\nafter\n`)), 50)
    expect(texts.join('')).toMatch(/^t+\nafter\n$/)
  })

  test('bytes that are no UTF-8 lead on too', async () => {
    const texts = await textOf(logOf(Buffer.alloc(200, 0x9b)), 50)
    expect(texts.join('')).toBe('\ufffd'.repeat(200))
    expect((await textOf(logOf(Buffer.alloc(200, 0xf0)), 50)).join('').length).toBeGreaterThan(0)
  })
})

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%d bytes end with a whole character', (bytes) => {
  const whole = 'é€🎡'
  const text = wholeCharacters(Buffer.from(whole).subarray(0, bytes)).toString()
  expect(whole.startsWith(text)).toBe(true)
})
