import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { decodeId, decodeIdOf, encodeId, nodeTypes } from '../../src/resolvers/global-id.ts'

test('an id gives back its type and row', () => {
  const row = fc.integer({ min: 1, max: 999_999_999_999_999 })
  fc.assert(
    fc.property(fc.constantFrom(...nodeTypes), row, (type, number) => {
      expect(decodeId(encodeId(type, number))).toEqual({ type, row: number })
    }),
  )
})

test.each([
  '',
  'x',
  '17',
  'Build:17',
  '__proto__',
  encodeId('Build', 17).slice(1),
  `${encodeId('Build', 17)}=`,
  ` ${encodeId('Build', 17)}`,
  Buffer.from('Build:017').toString('base64url'),
  Buffer.from('Build:-1').toString('base64url'),
  Buffer.from('Build:0').toString('base64url'),
  Buffer.from('Secret:17').toString('base64url'),
  Buffer.from(`Build:${'9'.repeat(30)}`).toString('base64url'),
  'x'.repeat(100_000),
])('%j is refused', (id) => {
  expect(() => decodeId(id)).toThrow(InputError)
})

test('an id of one type is none of another', () => {
  expect(decodeIdOf('Build', encodeId('Build', 3))).toBe(3)
  expect(() => decodeIdOf('Build', encodeId('Wheel', 3))).toThrow('this is the id of a Wheel, not of a Build')
})
