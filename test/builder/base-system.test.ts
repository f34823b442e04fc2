import { describe, expect, it } from 'vitest'
import { baseSystem } from '../../src/builder/base-system.ts'

/** A stanza of dpkg's status file; installed, of priority optional, unless told otherwise. */
const stanza = (name: string, fields: Record<string, string> = {}): string =>
  Object.entries({ Package: name, Status: 'install ok installed', Priority: 'optional', ...fields })
    .map(([field, value]) => `${field}: ${value}`)
    .join('\n')

const base = (...stanzas: string[]): string[] => [...baseSystem(`${stanzas.join('\n\n')}\n`)].sort()

describe('the base system', () => {
  it.each([
    ['what is essential', stanza('a', { Essential: 'yes' }), ['a']],
    ['what is required', stanza('a', { Priority: 'required' }), ['a']],
    ['what is important', stanza('a', { Priority: 'important' }), ['a']],
    ['not what is merely standard', stanza('a', { Priority: 'standard' }), []],
    ['not what is optional', stanza('a'), []],
    ['not what was removed', stanza('a', { Essential: 'yes', Status: 'deinstall ok config-files' }), []],
    ['Python', stanza('python3'), ['python3']],
    ['the compilers', stanza('build-essential'), ['build-essential']],
    ['not another Python', stanza('python3.9'), []],
  ])('%s', (_what, text, expected) => {
    expect(base(text)).toEqual(expected)
  })

  it('has what its packages depend on, and what those do, once', () => {
    const found = base(
      stanza('python3', { 'Pre-Depends': 'minimal (= 3.11.2)', Depends: 'stdlib (>= 3), python3:any' }),
      stanza('minimal', { Depends: 'libc6' }),
      stanza('stdlib', { Depends: 'libssl3 (>= 3.0.0), python3' }),
      stanza('libc6'),
      stanza('libssl3', { Recommends: 'extra', Description: 'crypto\n Depends: other' }),
      stanza('extra'),
      stanza('other'),
    )
    expect(found).toEqual(['libc6', 'libssl3', 'minimal', 'python3', 'stdlib'])
  })

  it('takes the first alternative that is installed', () => {
    const text = [
      stanza('a', { Essential: 'yes', Depends: 'gone | b | c (>= 1) , nobody | none' }),
      stanza('b'),
      stanza('c'),
    ]
    expect(base(...text)).toEqual(['a', 'b'])
  })

  it('counts a package once that is installed for two architectures', () => {
    const text = [
      stanza('lib', { Architecture: 'armhf', Priority: 'required', Depends: 'x' }),
      stanza('lib', { Architecture: 'arm64', Depends: 'y' }),
      stanza('x'),
      stanza('y'),
    ]
    expect(base(...text)).toEqual(['lib', 'x', 'y'])
  })

  it('is empty when there is nothing to read', () => {
    expect(base('')).toEqual([])
  })
})
