import { describe, expect, it } from 'vitest'
import { normaliseName, ProjectName } from '../../src/ladder/names.ts'

describe('ProjectName', () => {
  it.each([
    ['Foo.Bar', 'foo-bar'],
    ['foo_bar', 'foo-bar'],
    ['FOO-BAR', 'foo-bar'],
    ['a', 'a'],
    ['0-._.-._.-._.-._.-._.-._.-0', '0-0'],
    ['Pillow', 'pillow'],
  ])('%s becomes %s', (raw, name) => {
    expect(ProjectName.parse(raw)).toBe(name)
  })

  it('keeps 214 characters', () => {
    expect(ProjectName.parse('x'.repeat(214))).toHaveLength(214)
  })

  it.each(['', '-a', 'a-', '.a', 'a b', 'é', '\u212a', '\u017f', '\u0130', 'a/b', 'a\n', 'x'.repeat(215)])(
    'refuses %j',
    (raw) => {
      expect(ProjectName.safeParse(raw).success).toBe(false)
    },
  )

  it('is its own normal form', () => {
    const name = ProjectName.parse('A__b--C..d')
    expect(name).toBe('a-b-c-d')
    expect(normaliseName(name)).toBe(name)
  })
})
