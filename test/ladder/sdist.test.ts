import { describe, expect, it } from 'vitest'
import { chooseSdist, parseSdistName } from '../../src/ladder/sdist.ts'

describe('parseSdistName', () => {
  it.each([
    ['foo-1.0.tar.gz', 'foo', '1.0', 'tar.gz'],
    ['foo-1.0-1.tar.gz', 'foo', '1.0-1', 'tar.gz'],
    ['a-b-1.0.tar.gz', 'a-b', '1.0', 'tar.gz'],
    ['a_b-1.0-1.tar.gz', 'A.B', '1.0-1', 'tar.gz'],
    ['A.B-2.0.zip', 'a-b', '2.0', 'zip'],
    ['foo-2-3.tar.gz', 'foo-2', '3', 'tar.gz'],
    ['foo-2-3.tar.gz', 'foo', '2-3', 'tar.gz'],
    ['foo-1.0.TAR.GZ', 'foo', '1.0', 'tar.gz'],
    ['foo-1.0.tar.bz2', 'foo', '1.0', 'tar.bz2'],
    ['foo-1.0.tgz', 'foo', '1.0', 'tgz'],
    ['foo-1.0.tar', 'foo', '1.0', 'tar'],
    ['foo-2004d.zip', 'foo', '2004d', 'zip'],
  ])('%s of %s is %s', (filename, project, version, format) => {
    expect(parseSdistName(filename, project)).toEqual({ version, format })
  })

  it.each([
    ['foo-1.0.tar.gz', 'bar'],
    ['foo-.tar.gz', 'foo'],
    ['foo.tar.gz', 'foo'],
    ['.tar.gz', ''],
    ['foo-1.0.tar.Z', 'foo'],
    ['foo-1.0.exe', 'foo'],
    ['foo-1.0', 'foo'],
    ['foo-1.0-py3-none-any.whl', 'foo'],
  ])('%s is no sdist of %j', (filename, project) => {
    expect(parseSdistName(filename, project)).toBeNull()
  })
})

describe('chooseSdist', () => {
  const choose = (...names: string[]) => chooseSdist(names.map((filename) => ({ filename })))?.filename ?? null

  it.each([
    [['x-1.zip', 'x-1.tar.bz2', 'x-1.tar.gz'], 'x-1.tar.gz'],
    [['x-1.tgz', 'x-1.tar.bz2', 'x-1.zip'], 'x-1.zip'],
    [['x-1.tgz', 'x-1.tar.bz2'], 'x-1.tar.bz2'],
    [['x-1.exe', 'x-1.tar.xz'], 'x-1.tar.xz'],
    [['X-1.tar.gz', 'x-1.tar.gz'], 'X-1.tar.gz'],
    [['x-1.tar.gz', 'X-1.tar.gz'], 'X-1.tar.gz'],
  ])('of %j: %s', (names, chosen) => {
    expect(choose(...names)).toBe(chosen)
  })

  it('of none that can be built: none', () => {
    expect(choose('x-1.exe', 'x-1.tar.Z')).toBeNull()
    expect(choose()).toBeNull()
  })
})
