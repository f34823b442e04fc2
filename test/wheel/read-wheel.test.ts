import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { readWheel, type WheelContents } from '../../src/wheel/read-wheel.ts'
import { makeElf } from './make-elf.ts'
import { goodMetadata, makeWheel, type WheelParts } from './make-wheel.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-wheel-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(bytes: Buffer, filename = 'demo_pkg-1.0-py3-none-any.whl'): Promise<WheelContents> {
  const path = join(folder, 'received')
  await writeFile(path, bytes)
  return readWheel(path, filename)
}

describe('a good wheel', () => {
  it('tells its name, metadata and tags', async () => {
    const contents = await read(makeWheel())
    expect(contents).toEqual({
      name: { distribution: 'demo-pkg', version: '1.0', buildTag: null, tags: ['py3-none-any'] },
      metadata: Buffer.from(goodMetadata),
      metadataName: 'Demo_Pkg',
      metadataVersion: '1.0',
      requiresPython: '>=3.7',
      requiresDist: ['colorama; sys_platform == "win32"', 'six (>=1.9)'],
      tags: ['py2-none-any', 'py3-none-any'],
      libraries: [],
      machines: [],
    })
  })

  it('needs the libraries that it does not bring itself', async () => {
    const files = [
      { name: 'demo/_ext.so', data: makeElf({ needed: ['libz.so.1', 'libown-1a2b.so.3', 'libinner.so'] }) },
      { name: 'demo.libs/libown-1a2b.so.3', data: makeElf({ needed: ['libc.so.6'], soname: 'libown.so.3' }) },
      { name: 'demo/inner.so', data: makeElf({ needed: ['libown.so.3', 'libz.so.1'], soname: 'libinner.so' }) },
    ]
    const { libraries, machines } = await read(makeWheel({ files }))
    expect({ libraries, machines }).toEqual({ libraries: ['libc.so.6', 'libz.so.1'], machines: ['ppc'] })
  })

  const good: [name: string, parts: WheelParts][] = [
    [
      'with a folder entry',
      {
        files: [
          { name: 'demo/', data: '' },
          { name: 'demo/a.py', data: '1' },
        ],
      },
    ],
    ['with a comma in a path', { files: [{ name: 'demo/a,b.txt', data: '1', deflate: true }] }],
    ['with an empty file', { files: [{ name: 'demo/empty', data: '' }] }],
    ['with a hash that is padded', { record: (truth) => truth.replace(/,(\d+)\n/, '=,$1\n') }],
    ['with CRLF in RECORD', { record: (truth) => truth.replaceAll('\n', '\r\n') }],
    ['with an executable file', { files: [{ name: 'demo/run', data: '1', mode: 0o100755 }] }],
    ['with a name that is not ASCII', { files: [{ name: 'demo/é.py', data: '1', flags: 0x800 }] }],
    ['with a version spelled otherwise', { metadata: goodMetadata.replace('Version: 1.0\n', 'Version: 1.0.0\n') }],
    ['with a signature', { unlisted: [{ name: 'demo_pkg-1.0.dist-info/RECORD.jws', data: '{}' }] }],
    ['with a folded field', { metadata: goodMetadata.replace('Name: D', 'Summary: a\n  b\nName: D') }],
  ]
  it.each(good)('%s is read', async (_, parts) => {
    expect((await read(makeWheel(parts))).metadataName).toBe('Demo_Pkg')
  })
})

const one = { name: 'demo/a.py', data: '1' }
const manyTags = Array.from({ length: 50 }, (_, index) => `a${index}`).join('.')
const info = 'demo_pkg-1.0.dist-info'
const bad: [name: string, parts: WheelParts, at: string, message: RegExp][] = [
  ['a path out of the wheel', { files: [{ name: '../evil', data: '1' }] }, '', /relative path|"\.\."/],
  ['a path out of the wheel, hidden', { files: [{ name: 'demo/../../evil', data: '1' }] }, '', /relative path|"\.\."/],
  ['an absolute path', { files: [{ name: '/etc/evil', data: '1' }] }, '', /absolute/],
  ['a drive', { files: [{ name: 'C:evil', data: '1' }] }, '', /absolute/],
  ['a backslash', { files: [{ name: 'demo\\evil', data: '1' }] }, '', /invalid characters|backslash/],
  ['an empty part', { files: [{ name: 'demo//evil', data: '1' }] }, 'demo//evil', /empty/],
  ['a dot', { files: [{ name: './evil', data: '1' }] }, './evil', /"\."/],
  ['a control character', { files: [{ name: 'demo/a\nb', data: '1' }] }, 'demo/a◙b', /control/],
  ['a name in code page 437', { files: [{ name: 'demo/é', data: '1' }] }, '', /not UTF-8/],
  ['a replacement character', { files: [{ name: 'demo/\ufffd', data: '1', flags: 0x800 }] }, '', /control/],
  ['a file twice', { files: [one, one] }, 'demo/a.py', /twice/],
  ['a file that is a folder too', { files: [{ name: 'demo', data: '1' }, one] }, 'demo/a.py', /folder that is a file/],
  ['a symbolic link', { files: [{ ...one, mode: 0o120777 }] }, 'demo/a.py', /plain file/],
  ['a device', { files: [{ ...one, mode: 0o020666 }] }, 'demo/a.py', /plain file/],
  ['an encrypted file', { files: [{ ...one, flags: 1, deflate: true }] }, 'demo/a.py', /encrypted/],
  ['bzip2', { files: [{ ...one, method: 12 }] }, 'demo/a.py', /stored nor deflated/],
  [
    'a second name',
    { files: [{ ...one, extra: Buffer.from('75700500010000000061', 'hex').subarray(0, 9) }] },
    'demo/a.py',
    /second name/,
  ],
  [
    'another name in the header',
    { files: [{ ...one, localName: 'demo/b.py' }] },
    'demo/a.py',
    /header before the file/,
  ],
  [
    'two files on the same bytes',
    { files: [one, { ...one, name: 'demo/b.py', localName: 'demo/b.py', atStart: true }] },
    '',
    /overlap/,
  ],
  ['data before the zip', { shape: { before: Buffer.from('#!/bin/sh\n') } }, 'demo_pkg/__init__.py', /between/],
  ['data between files', { shape: { between: Buffer.from('PK\x03\x04hidden') } }, `${info}/METADATA`, /between/],
  ['data before the directory', { shape: { beforeDirectory: Buffer.from('hidden') } }, '', /before the zip directory/],
  ['a comment', { shape: { comment: 'hello' } }, '', /behind/],
  ['a lie about a size', { files: [{ ...one, data: 'x'.repeat(99), deflate: true, toldSize: 5 }] }, '', /bytes/],
  ['a file that RECORD omits', { unlisted: [one] }, 'demo/a.py', /not in RECORD/],
  [
    'RECORD listing what is not there',
    { record: (truth) => `${truth}demo/b.py,sha256=AA,1\n` },
    `${info}/RECORD`,
    /not there/,
  ],
  [
    'RECORD without a hash',
    { record: (truth) => truth.replace(/,sha256=.*?,\d+/, ',,') },
    'demo_pkg/__init__.py',
    /no hash/,
  ],
  [
    'RECORD with another hash',
    { record: (truth) => truth.replace('sha256=', 'sha256=A') },
    'demo_pkg/__init__.py',
    /another hash/,
  ],
  [
    'RECORD with another size',
    { record: (truth) => truth.replace(/,6\n/, ',7\n') },
    'demo_pkg/__init__.py',
    /another size/,
  ],
  ['RECORD with md5', { record: (truth) => truth.replace('sha256=', 'md5=') }, `${info}/RECORD:1`, /none of/],
  ['RECORD with a row too short', { record: (truth) => `${truth}demo\n` }, `${info}/RECORD:5`, /row/],
  ['RECORD with a file twice', { record: (truth) => truth + truth }, `${info}/RECORD:5`, /twice/],
  [
    'another project in METADATA',
    { metadata: goodMetadata.replace('Demo_Pkg', 'other') },
    `${info}/METADATA Name`,
    /project/,
  ],
  [
    'another version in METADATA',
    { metadata: goodMetadata.replace('Version: 1.0\n', 'Version: 1.1\n') },
    `${info}/METADATA Version`,
    /version/,
  ],
  [
    'a local version in METADATA',
    { metadata: goodMetadata.replace('Version: 1.0\n', 'Version: 1.0+x\n') },
    `${info}/METADATA Version`,
    /version/,
  ],
  ['two names in METADATA', { metadata: `Name: demo-pkg\n${goodMetadata}` }, `${info}/METADATA Name`, /twice/],
  ['no name in METADATA', { metadata: '\nName: demo-pkg\n' }, `${info}/METADATA Name`, /missing/],
  [
    'a NUL in METADATA',
    { metadata: goodMetadata.replace('>=3.7', '>=3\0.7') },
    `${info}/METADATA Requires-Python`,
    /NUL/,
  ],
  [
    'METADATA longer than 4 MiB',
    { metadata: `${goodMetadata}${'x'.repeat(4 * 1024 ** 2)}` },
    `${info}/METADATA`,
    /longer/,
  ],
  ['no tags in WHEEL', { wheel: 'Wheel-Version: 1.0\n' }, `${info}/WHEEL Tag`, /missing/],
  ['a tag that is none', { wheel: 'Wheel-Version: 1.0\nTag: py3-any\n' }, `${info}/WHEEL Tag`, /not a tag/],
  [
    'too many tags',
    { wheel: `Wheel-Version: 1.0\nTag: ${manyTags}-${manyTags}-any\n` },
    `${info}/WHEEL Tag`,
    /more than/,
  ],
  [
    'a wheel of the future',
    { wheel: 'Wheel-Version: 2.0\nTag: py3-none-any\n' },
    `${info}/WHEEL Wheel-Version`,
    /version 1/,
  ],
  ['a dist-info of another project', { distInfo: 'other-1.0.dist-info' }, 'other-1.0.dist-info', /named after/],
  ['a dist-info of another version', { distInfo: 'demo_pkg-2.0.dist-info' }, 'demo_pkg-2.0.dist-info', /named after/],
  [
    'two dist-info folders',
    { files: [{ name: 'x-1.dist-info/METADATA', data: '1' }] },
    'demo_pkg-1.0.dist-info',
    /more than one/,
  ],
]

describe('a wheel that lies', () => {
  it.each(bad)('%s is refused with its place', async (_, parts, at, message) => {
    const fault = await read(makeWheel(parts)).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(InputError)
    expect(fault).toMatchObject({ code: 'WHEEL_INVALID', message: expect.stringMatching(message) })
    if (at !== '') expect(fault).toMatchObject({ at })
  })

  it('a file name that is none of a wheel is refused', async () => {
    await expect(read(makeWheel(), '../demo-1.0-py3-none-any.whl')).rejects.toMatchObject({ code: 'WHEEL_INVALID' })
  })

  it('what is no zip is refused', async () => {
    await expect(read(Buffer.from('not a zip at all'))).rejects.toMatchObject({ code: 'WHEEL_INVALID' })
    await expect(read(Buffer.alloc(0))).rejects.toMatchObject({ code: 'WHEEL_INVALID' })
  })

  it('a bomb is refused before it is inflated', async () => {
    const files = [{ name: 'demo/zeros', data: Buffer.alloc(65 * 1024 ** 2), deflate: true }]
    const fault = await read(makeWheel({ files })).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'WHEEL_INVALID', at: 'demo/zeros', message: expect.stringMatching(/50 times/) })
  })

  it('a file that is not there is no fault of the wheel', async () => {
    const path = join(folder, 'nowhere')
    await expect(readWheel(path, 'demo_pkg-1.0-py3-none-any.whl')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('changed anywhere, it is read the same or refused, and never crashes the reader', async () => {
    const good = makeWheel()
    const truth = await read(good)
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (index, change) => {
        const bytes = Buffer.from(good)
        bytes[index] = (bytes[index] ?? 0) ^ change
        const result = await read(bytes).catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toMatchObject({ code: 'WHEEL_INVALID' })
        else expect(result).toEqual(truth)
      }),
      { numRuns: 1_000 },
    )
  })
})
