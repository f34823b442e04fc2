import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { faultOfRequirements } from '../../src/builder/requirement.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { aPython } from './a-python.ts'
import { openBuildBench } from './build-bench.ts'

const { farm, build, close } = await openBuildBench(await aPython())
afterAll(close)

beforeAll(async () => {
  for (const name of ['stated', 'asked', 'deep']) {
    const requiresDist = name === 'asked' ? ['deep'] : []
    const { filename, bytes } = await makeWheel({ name, version: '1.0', requiresDist })
    farm.serve(filename, bytes)
    farm.index.set(name, [filename])
  }
  farm.serve('onlysource-1.0.tar.gz', Buffer.from('none'))
  farm.index.set('onlysource', ['onlysource-1.0.tar.gz'])
})

const asked = (name: string): boolean => farm.calls.some(({ path }) => path === `/simple/${name}/`)

describe('what a build requires', () => {
  it('is fetched before, what the backend asks for too, and is there when the wheel is built', async () => {
    const built = await build({
      requires: ['stated'],
      wants: `['asked; python_version >= "3"'] if __import__('stated').version == '1.0' else []`,
      build: `import stated, asked, deep
print('all are here', flush=True)
return pure_wheel(wheel_directory)`,
    })
    expect(built.log).toContain('all are here')
    expect(built.report?.outcome).toBe('BUILT')
  })

  it('that exists only as an sdist is named', async () => {
    const { report } = await build({ requires: ['stated', 'onlysource>=0.5'] })
    const failure = { kind: 'BUILD_REQUIREMENT', missing: { what: 'REQUIREMENT', name: 'onlysource>=0.5' } }
    expect(report?.failure).toMatchObject(failure)
    expect(farm.calls.filter(({ path }) => path.includes('onlysource-1.0.tar.gz'))).toEqual([])
  })

  it('and is asked for by the backend is named as well', async () => {
    const { report } = await build({ wants: `['not-there']` })
    expect(report?.failure).toMatchObject({ kind: 'BUILD_REQUIREMENT', missing: { name: 'not-there' } })
  })

  it('is not fetched from an address of its own, nor taken for an option of pip', async () => {
    const url = farm.serve('evil-1.0.tar.gz', Buffer.from('evil'))
    for (const evil of [`evil @ ${url}`, `--index-url=${farm.url}/evil/`, './evil', '-r/etc/passwd']) {
      const { report } = await build({ wants: JSON.stringify([evil]) })
      expect(report?.failure).toMatchObject({ kind: 'BUILD_REQUIREMENT', missing: { name: evil.slice(0, 100) } })
      const stated = await build({ requires: [evil] })
      expect(stated.report?.failure?.kind).toBe('BUILD_REQUIREMENT')
    }
    expect(farm.calls.filter(({ path }) => path.includes('evil'))).toEqual([])
  })

  it('of a package that says nothing is setuptools', async () => {
    const { report } = await build({ files: { 'pyproject.toml': '' } })
    expect(report?.failure).toMatchObject({ kind: 'BUILD_REQUIREMENT', line: expect.stringContaining('setuptools') })
    expect(asked('setuptools')).toBe(true)
  })

  it('leaves an index that is away to be the fault of the network', async () => {
    farm.override = ({ path }) => (path.startsWith('/simple/') ? { status: 503 } : null)
    const { report } = await build({ requires: ['stated'] })
    farm.override = () => null
    expect(report?.failure?.kind).toBe('NETWORK')
  })
})

test.each([
  ['setuptools'],
  ['setuptools>=40.8.0'],
  ['setuptools >= 40.8.0, != 60.*'],
  ['Cython (>=0.29)'],
  ['oldest-supported-numpy; python_version < "3.12"'],
  ['numpy==1.2.3;platform_machine=="x" and python_version>"3"'],
  ['setuptools_scm[toml] ~= 3.4'],
  ['wheel===1.0+local'],
])('%s may be fetched', (requirement) => expect(faultOfRequirements([requirement])).toBeNull())

test.each([
  ['x @ https://example.org/x.tar.gz'],
  ['git+https://example.org/x'],
  ['--pre'],
  ['-e.'],
  ['./x'],
  ['/x'],
  ['x\n--pre'],
  ['x y'],
  [''],
  ['x'.repeat(2_000)],
])('%j may not', (requirement) => expect(faultOfRequirements(['ok', requirement])).not.toBeNull())
