import { describe, expect, it } from 'vitest'
import { admits } from '../../src/ladder/requires-python.ts'

describe('admits', () => {
  it.each<[string | null, string, boolean]>([
    [null, '3.11.2', true],
    ['', '3.11.2', true],
    [' , ', '3.11.2', true],
    ['>=3.7', '3.11.2', true],
    ['>=3.7', '3.6.15', false],
    ['>=3.10', '3.9.18', false],
    ['>= 3.7 , < 4', '3.11.2', true],
    ['>=3.7,', '3.6.9', false],
    ['<3.11', '3.11.2', false],
    ['<=3.11', '3.11.2', false],
    ['<3.11.2.post1', '3.11.2', true],
    ['>3.11', '3.11.2', true],
    ['>3.11.2rc1', '3.11.2', true],
    ['>3.11.2', '3.11.2', false],
    ['>=2.7,!=3.0.*,!=3.1.*', '3.1.5', false],
    ['>=2.7,!=3.0.*,!=3.1.*', '3.11.2', true],
    ['==3.*', '3.11.2', true],
    ['==3.11.2.0.*', '3.11.2', true],
    ['==3.1.*', '3.11.2', false],
    ['!=3.11.2', '3.11.2', false],
    ['==3.11.2+local', '3.11.2', false],
    ['~=3.7', '3.11.2', true],
    ['~=3.7', '4.0.0', false],
    ['~=3.11.1', '3.12.0', false],
    ['~=v3.7', '3.11.2', true],
    ['===3.11.2', '3.11.2', true],
    ['===3.11', '3.11.2', false],
    ['===whatever', '3.11.2', false],
    ['>=3.07', '3.7.0', true],
    ['>=1!3', '3.11.2', false],
    ['<99999999999999999999', '3.11.2', true],
  ])('%j of %s: %s', (text, python, answer) => {
    expect(admits(text, python)).toBe(answer)
  })

  it.each([
    '>=3.6.*',
    '3.6',
    'python>=3',
    '~=3',
    '>=3.8 <4',
    '>=3.8+x',
    '!=3.6rc1.*',
    '=>3.8',
    'Programming Language :: Python',
    '>',
  ])('excludes nobody when it is no specifier set: %j', (text) => {
    expect(admits(text, '3.5.0')).toBe(true)
    expect(admits(`<3, ${text}`, '3.5.0')).toBe(true)
  })

  it.each([
    ['>=3.14', '3.14.0rc1', true],
    ['<3.14', '3.14.0rc1', false],
    ['>=3.12', '3.12.0a7+', true],
  ] as const)('asks for the release that a pre-release leads to: %s of %s: %s', (text, python, answer) => {
    expect(admits(text, python)).toBe(answer)
  })

  it('answers for 10 kB in no time that matters', () => {
    expect(admits(Array(2_500).fill('!=3').join(','), '3.11.2')).toBe(true)
    expect(admits(`>=${'1'.repeat(10_000)}`, '3.11.2')).toBe(false)
    expect(admits(`==3${'.0'.repeat(5_000)}x`, '3.11.2')).toBe(true)
  })

  it.each(['', '3', '3.11', 'three'])('refuses %j as the version of a Python', (python) => {
    expect(() => admits('>=3', python)).toThrow(expect.objectContaining({ code: 'PYTHON_VERSION_INVALID' }))
  })
})
