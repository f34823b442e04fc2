import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText, cutToBytes, hasControls, plainLine, withoutTerminal } from '../src/plain-text.ts'

const ESC = '\u001b'

describe('without terminal', () => {
  test.each([
    ['colours', `${ESC}[31;1merror${ESC}[0m: no`, 'error: no'],
    ['cursor movement and clearing', `a${ESC}[2K${ESC}[1Gb`, 'ab'],
    ['private modes', `${ESC}[?25lhidden${ESC}[?25h`, 'hidden'],
    ['a window title, ended by BEL', `${ESC}]0;title\u0007text`, 'text'],
    ['a link, ended by ST', `${ESC}]8;;http://evil${ESC}\\here${ESC}]8;;${ESC}\\`, 'here'],
    ['a string that never ends, to the line it is on', `${ESC}]0;title\nnext`, '\nnext'],
    ['a device control string', `${ESC}Pq#0;2;0;0;0${ESC}\\x`, 'x'],
    ['C1 forms of the same', '\u009b31mred\u009d0;t\u009cx', 'redx'],
    ['two-character escapes', `${ESC}(Ba${ESC}7b${ESC}c`, 'ab'],
    ['a lone escape at the end', `a${ESC}`, 'a'],
    ['bells, backspaces, NUL', 'a\u0007b\bc\0d', 'abcd'],
    ['tabs and newlines stay', 'a\tb\nc\n', 'a\tb\nc\n'],
    ['Windows line ends', 'a\r\nb\r\r\n', 'a\nb\n'],
    ['a progress bar keeps what was written last', '1%\r50%\r100%\nok\r', '100%\nok'],
    ['marks that turn the direction of text', 'a\u202e\u2066b\u200f', 'ab'],
    ['what cannot be seen', 'a\u200bb\ufeffc\u00add', 'abcd'],
    ['separators that would break lines', 'a\u2028b\u2029c', 'abc'],
    ['half characters', 'a\ud800b', 'ab'],
    ['HTML is the page’s to escape', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['letters of all kinds', 'naïve 日本語 🎡', 'naïve 日本語 🎡'],
  ])('%s', (_what, raw, shown) => {
    expect(withoutTerminal(raw)).toBe(shown)
  })

  test('whatever comes, no control character is left, and nothing is taken out twice', () => {
    const piece = fc.constantFrom(
      ESC,
      '[',
      ']',
      '\u0007',
      '\\',
      '\r',
      '\n',
      '\u009b',
      ';',
      '3',
      'm',
      'x',
      '\u202e',
      '\t',
    )
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 60 }), (raw) => {
        const shown = withoutTerminal(raw)
        expect(shown).not.toMatch(/(?![\t\n])[\p{Cc}\p{Cf}]/u)
        expect(withoutTerminal(shown)).toBe(shown)
      }),
    )
  })

  test('a megabyte of the worst takes time in proportion', () => {
    const hostile = ['\r', ESC, `${ESC}]`, 'x\r', '\u009b;', ' ', '\0 ']
    for (const piece of hostile) {
      expect(withoutTerminal(piece.repeat(500_000)).length).toBeLessThan(1_000_001)
      expect(plainLine(piece.repeat(500_000), 500).length).toBeLessThanOrEqual(500)
    }
  })
})

describe('a plain line', () => {
  test.each([
    ['colours and titles', `${ESC}[1;31merror:${ESC}[0m ${ESC}]0;title\u0007no`, 'error: no'],
    ['C1 forms of the same', '\u009b31mred\u009d0;t\u009cx', 'redx'],
    ['line ends, tabs, runs of blanks', ' one\n two\r\n\tthree \u2028four ', 'one two three four'],
    ['controls part words', 'a\0b\u0007\bc', 'a b c'],
    ['hidden characters do not', 'a\u202eb\u200bc', 'abc'],
    ['half characters', 'a\ud800b', 'a\ufffdb'],
    ['nothing', ' \u0007\n', ''],
  ])('%s', (_what, raw, line) => {
    expect(plainLine(raw, 500)).toBe(line)
  })
})

test.each([
  ['short', 500, 'short'],
  ['abc', 2, 'ab'],
  ['éé', 3, 'é'],
  ['aé', 2, 'a'],
  ['a😀', 4, 'a'],
  ['a😀', 5, 'a😀'],
  ['😀', 0, ''],
  ['\ud83d', 3, '\ufffd'],
  ['\ud83d', 2, ''],
])('%j in at most %i bytes is %j', (text, bytes, cut) => {
  expect(cutToBytes(text, bytes)).toBe(cut)
})

test.each([
  ['NUL', 'a\0b', 'ab'],
  ['halves', '\udc00a\ud800', '\ufffda\ufffd'],
  ['all else stays', `\u202e${ESC}[1m\n<b> 🎡`, `\u202e${ESC}[1m\n<b> 🎡`],
  ['what is too long', 'é'.repeat(60), 'é'.repeat(50)],
])('clean text: %s', (_what, text, clean) => {
  expect(cleanText(text, 100)).toBe(clean)
})

test.each([
  ['1.0é🎡', false],
  ['', false],
  ['a\u202eb', false],
  ['a\nb', true],
  ['a\0b', true],
  ['a\u0085b', true],
  ['a\ud800b', true],
])('%j holds controls: %s', (text, has) => {
  expect(hasControls(text)).toBe(has)
})
