import { describe, expect, it } from 'vitest'
import { expandTags, fits, tagSetText, tagsOfText } from '../../src/ladder/tags.ts'
import { parseWheelName } from '../../src/ladder/wheel-name.ts'
import { acceptedTags, onPi } from './accepted-tags.ts'

describe('expandTags', () => {
  it('multiplies, lowers, sorts and drops repeats', () => {
    expect(expandTags('py3.py2', 'none', 'any')).toEqual(['py2-none-any', 'py3-none-any'])
    expect(expandTags('CP39.cp39', 'abi3', 'b.a')).toEqual(['cp39-abi3-a', 'cp39-abi3-b'])
  })
})

describe('the text of a tag set', () => {
  it('is one for every order, and gives the tags back', () => {
    const text = tagSetText(['py3-none-any', 'py2-none-any', 'py3-none-any'])
    expect(text).toBe('py2-none-any py3-none-any')
    expect(tagsOfText(text)).toEqual(['py2-none-any', 'py3-none-any'])
    expect(tagsOfText(tagSetText([]))).toEqual([])
  })
})

describe('which wheels fit which Python of a Pi', () => {
  const abis = ['cp37m', 'cp39', 'cp310', 'cp311', 'cp313', 'cp313t']
  const all = abis.join(' ')

  it.each([
    ['py3-none-any', all],
    ['py2.py3-none-any', all],
    ['py2-none-any', ''],
    ['py37-none-any', all],
    ['py310-none-any', 'cp310 cp311 cp313 cp313t'],
    ['cp39-none-any', 'cp39'],
    ['cp3-none-any', ''],
    ['py3-none-linux_armv7l', all],
    ['py3-none-linux_aarch64', ''],
    ['py3-none-win_amd64', ''],
    ['cp37-abi3-linux_armv7l', 'cp37m cp39 cp310 cp311 cp313'],
    ['cp310-abi3-manylinux_2_31_armv7l', 'cp310 cp311 cp313'],
    ['cp37-abi3-manylinux_2_40_armv7l', ''],
    ['cp37-abi3-linux_armv6l', ''],
    ['cp311-cp311-linux_armv7l', 'cp311'],
    ['cp313-cp313-linux_armv7l', 'cp313'],
    ['cp313-cp313t-linux_armv7l', 'cp313t'],
    ['cp37-cp37m-linux_armv7l', 'cp37m'],
    ['cp311-none-manylinux2014_armv7l.win_amd64', 'cp311'],
    ['pp39-pypy39_pp73-linux_armv7l', ''],
  ])('%s: %s', (tag, expected) => {
    const { tags } = parseWheelName(`demo-1.0-${tag}.whl`)
    const fitting = abis.filter((abi) => fits(tags, new Set(acceptedTags(onPi(abi)))))
    expect(fitting.join(' ')).toBe(expected)
  })
})
