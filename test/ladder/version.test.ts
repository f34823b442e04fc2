import * as library from '@renovatebot/pep440'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions, isLocalVersion, isPrerelease, versionKey, versionSortKey } from '../../src/ladder/version.ts'
import { aVersion, garbledVersion, nearVersions } from './spellings.ts'

describe('versionKey', () => {
  it.each([
    ['1.0', '1'],
    ['1.0.0', '1'],
    ['0.0.0', '0'],
    ['10.0', '10'],
    ['01.002.0', '1.2'],
    ['v0.1', '0.1'],
    [' 1.0\n', '1'],
    ['1.0-r4', '1.post4'],
    ['1.0-1', '1.post1'],
    ['1.0-0', '1.post0'],
    ['1.0.post', '1.post0'],
    ['1.0.ALPHA', '1a0'],
    ['1.0c1', '1rc1'],
    ['1.0-preview_2', '1rc2'],
    ['1.0rc1.post2.dev3', '1rc1.post2.dev3'],
    ['1.0+Ubuntu_1-2', '1+ubuntu.1.2'],
    ['1.0+1e5', '1+1e5'],
    ['1!2.0', '1!2'],
    ['0!2', '2'],
    ['99999999999999999999.1', '99999999999999999999.1'],
    ['1.0.dev20260101120000123456', '1.dev20260101120000123456'],
  ])('of %j is %s', (text, key) => {
    expect(versionKey(text)).toBe(key)
  })

  it.each([
    '2004d',
    '1.0dev-r123',
    '1.0.1-test7',
    '1.0.0-1.2',
    'final',
    '',
    '1.0 beta 2',
    '1.0/2',
    '__proto__',
    '１.0',
    '1.0-po\u017ft1',
    '1.0+\u212a',
  ])('of %j is null: it is no PEP 440 version', (text) => {
    expect(versionKey(text)).toBeNull()
  })
})

describe('the order', () => {
  /** Each older than the next: PEP 440's own list, and the edges. */
  const ascending = [
    '',
    '2004d',
    'final',
    '0',
    '0.0.1',
    '0.9',
    '1.dev0',
    '1.0.dev456',
    '1.0a1',
    '1.0a2.dev456',
    '1.0a12.dev456',
    '1.0a12',
    '1.0b1.dev456',
    '1.0b2',
    '1.0b2.post345.dev456',
    '1.0b2.post345',
    '1.0rc1.dev456',
    '1.0rc1',
    '1.0',
    '1.0+abc',
    '1.0+abc.5',
    '1.0+abc.7',
    '1.0+abcd',
    '1.0+5',
    '1.0+10',
    '1.0.post456.dev34',
    '1.0.post456',
    '1.0.1',
    '1.0.15',
    '1.1.dev1',
    '1.1',
    '1.9',
    '1.10',
    '2',
    '9007199254740992',
    '9007199254740993',
    '10000000000000000000000000',
    '1!0.1',
    '2!0',
  ]

  it('is that of PEP 440, byte by byte; legacy texts come first', () => {
    const keys = ascending.map((text) => Buffer.from(versionSortKey(text)))
    expect([...keys].sort(Buffer.compare)).toEqual(keys)
    expect(new Set(keys.map(String)).size).toBe(keys.length)
  })

  it('is the same from compareVersions', () => {
    const shuffled = [...ascending].sort()
    expect(shuffled.sort(compareVersions)).toEqual(ascending)
  })

  it('holds two spellings of one version equal', () => {
    for (const [a, b] of [
      ['1.0', '1.0.0'],
      ['1.0-1', 'v1.post1'],
      ['1.0+a-1', '1+A.01'],
    ] as const) {
      expect(versionSortKey(a)).toBe(versionSortKey(b))
      expect(compareVersions(a, b)).toBe(0)
    }
  })

  it('bears numbers of 250 digits', () => {
    expect(compareVersions('9'.repeat(249), `1${'0'.repeat(249)}`)).toBeLessThan(0)
  })

  it('holds two versions equal exactly if their keys are', () => {
    fc.assert(
      fc.property(nearVersions, ([a, b]) => {
        expect(compareVersions(a, b) === 0).toBe(versionKey(a) === versionKey(b))
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('kinds of versions', () => {
  it.each(['1.0a1', '1.0.dev1', '1.0rc1.post2', '1.0.post1.dev2', '1.0-preview'])('%s is a pre-release', (text) => {
    expect(isPrerelease(text)).toBe(true)
  })

  it.each(['1.0', '1.0.post1', '1.0-1', '1.0+a1', '2004d'])('%s is none', (text) => {
    expect(isPrerelease(text)).toBe(false)
  })

  it.each([
    ['1.0+ubuntu.1', true],
    ['1.0', false],
    ['what+ever it is', false],
  ] as const)('%s local: %s', (text, local) => {
    expect(isLocalVersion(text)).toBe(local)
  })
})

/** Where it loses nothing: numbers below 2^53, no local segments that JavaScript takes for numbers. */
const ordinary = (text: string) => !/\d{16}|\+/.test(text)
const trimmed = (text: string) => text.trim()

describe('@renovatebot/pep440 says the same where it can', () => {
  it('of what a version is, and of pre-releases', () => {
    fc.assert(
      fc.property(fc.oneof(aVersion, garbledVersion).map(trimmed).filter(ordinary), (text) => {
        expect(versionKey(text) !== null).toBe(library.valid(text) !== null)
        expect(isPrerelease(text)).toBe(library.explain(text)?.is_prerelease ?? false)
      }),
      { numRuns: 2_000 },
    )
  })

  it('of the order', () => {
    const pairs = nearVersions
      .filter((texts) => texts.every(ordinary))
      .map(([a, b]) => [trimmed(a), trimmed(b)] as const)
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(library.compare(a, b)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('and not where it cannot, which is why the rules are our own', () => {
    expect(library.compare('9007199254740992', '9007199254740993')).toBe(0)
    expect(library.compare('1.0+1e5', '1.0+100000')).toBe(0)
    expect(library.satisfies('3.11.2', '<3.11.2.post1')).toBe(false)
    expect(library.satisfies('3.11.2', '==3.11.2.0.*')).toBe(false)
    expect(library.satisfies('3.11.2', '>=3.7,')).toBe(false)
  })
})
