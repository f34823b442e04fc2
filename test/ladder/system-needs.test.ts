import { expect, test } from 'vitest'
import { systemNeeds } from '../../src/ladder/system-needs.ts'

const z = { soname: 'libz.so.1', name: 'zlib1g', base: true }
const jpeg = { soname: 'libjpeg.so.62', name: 'libjpeg62-turbo', base: false }
const turbo = { soname: 'libturbojpeg.so.0', name: 'libjpeg62-turbo', base: false }
const blas = { soname: 'libblas.so.3', name: 'libblas3', base: false }

test.each([
  ['nothing needed', [], [], [], []],
  ['only what every system has', ['libz.so.1', 'libc.so.6'], [z], [], []],
  [
    'packages sorted, each once',
    [turbo, jpeg, blas, z].map((one) => one.soname),
    [turbo, jpeg, blas, z],
    ['libblas3', 'libjpeg62-turbo'],
    [],
  ],
  ['what nobody knows', ['libx.so.1', 'libjpeg.so.62'], [jpeg], ['libjpeg62-turbo'], ['libx.so.1']],
  ['a word about another library does not count', ['libz.so.1'], [z, blas], [], []],
  ['nor a second one about the same', ['libz.so.1'], [z, { ...z, name: 'other', base: false }], [], []],
  [
    'the C library needs no word',
    ['libm.so.6', 'ld-linux-armhf.so.3', 'ld-linux-x86-64.so.2', 'libcrypt.so.1'],
    [],
    [],
    ['libcrypt.so.1'],
  ],
])('%s', (_what, sonames, said, packages, unknown) => {
  expect(systemNeeds(sonames, said)).toMatchObject({ packages, unknown })
})

test('each library with its package', () => {
  expect(systemNeeds(['libjpeg.so.62', 'libx.so.1', 'libc.so.6'], [jpeg]).libraries).toEqual([
    { soname: 'libjpeg.so.62', systemPackage: 'libjpeg62-turbo', base: false },
    { soname: 'libx.so.1', systemPackage: null, base: false },
    { soname: 'libc.so.6', systemPackage: null, base: true },
  ])
})
