import { describe, expect, it } from 'vitest'
import { buildTagNumber, parseWheelName, withBuildTag } from '../../src/ladder/wheel-name.ts'

describe('parseWheelName', () => {
  it('reads name, version, build tag and tags', () => {
    expect(parseWheelName('Zope.Interface_x-1.0_post1+ub_1-2b-cp39.CP38-abi3-linux_armv7l.whl')).toEqual({
      distribution: 'zope-interface-x',
      version: '1.0_post1+ub_1',
      buildTag: '2b',
      tags: ['cp38-abi3-linux_armv7l', 'cp39-abi3-linux_armv7l'],
    })
  })

  it('knows a name without build tag', () => {
    expect(parseWheelName('six-1.16.0-py2.py3-none-any.whl')).toEqual({
      distribution: 'six',
      version: '1.16.0',
      buildTag: null,
      tags: ['py2-none-any', 'py3-none-any'],
    })
  })

  it.each([
    'six-1.16.0-py3-none-any.zip',
    'six-1.16.0-py3-none-any.WHL',
    'six-1.16.0-none-any.whl',
    'six-1.16.0-1-2-py3-none-any.whl',
    'six-1.16.0-x1-py3-none-any.whl',
    'six-1.16.0-0123456789-py3-none-any.whl',
    'six-2004d-py3-none-any.whl',
    'six-1.0/../x-py3-none-any.whl',
    '../six-1.0-py3-none-any.whl',
    'si__x-1.0-py3-none-any.whl',
    '_six-1.0-py3-none-any.whl',
    '-1.0-py3-none-any.whl',
    'six-1.0-py3.-none-any.whl',
    'six-1.0-py3--any.whl',
    'six-1.0-py3-none-any\n.whl',
    'six-1.0-py3-none-any.whl\n',
    'sïx-1.0-py3-none-any.whl',
    '',
  ])('refuses %j', (filename) => {
    expect(() => parseWheelName(filename)).toThrow(expect.objectContaining({ code: 'WHEEL_NAME' }))
  })

  it('refuses names that are too long, or that expand without end', () => {
    expect(() => parseWheelName(`${'x'.repeat(240)}-1.0-py3-none-any.whl`)).toThrow('too long')
    const many = Array(13).fill('a').join('.')
    expect(() => parseWheelName(`x-1.0-${many}-${many}-${many}.whl`)).toThrow('2197 tags')
  })
})

describe('withBuildTag', () => {
  it('puts one in, or in the place of another', () => {
    expect(withBuildTag('a_B-1.0-py3-none-any.whl', 2)).toBe('a_B-1.0-2-py3-none-any.whl')
    expect(withBuildTag('a_B-1.0-7x-py3-none-any.whl', 10)).toBe('a_B-1.0-10-py3-none-any.whl')
  })

  it('leaves the rest of the name as it is', () => {
    const name = 'a-1.0+x_1-cp39.cp38-abi3-linux_armv7l.whl'
    expect(parseWheelName(withBuildTag(name, 3))).toEqual({ ...parseWheelName(name), buildTag: '3' })
  })
})

it.each([
  [null, 0],
  ['1', 1],
  ['007', 7],
  ['12_local', 12],
] as const)('buildTagNumber of %j is %i', (tag, number) => {
  expect(buildTagNumber(tag)).toBe(number)
})
