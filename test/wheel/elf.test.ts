import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { arch, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type ElfFacts, readElf } from '../../src/wheel/elf.ts'

const folder = mkdtempSync(join(tmpdir(), 'wheelyard-elf-'))
afterAll(() => rmSync(folder, { recursive: true }))

const readBytes = (bytes: Buffer): Promise<ElfFacts | null> =>
  readElf(async (offset, length) => bytes.subarray(offset, offset + length))

/** A library that needs libm and libc, or null without a C compiler or on a system without ELF. */
function library(...options: string[]): Buffer | null {
  const source = join(folder, 'one.c')
  const output = join(folder, 'one.so')
  writeFileSync(source, '#include <math.h>\ndouble f(double x) { return cos(x) + sin(x); }\n')
  try {
    execFileSync('cc', ['-fPIC', '-o', output, source, ...options], { stdio: 'ignore' })
  } catch {
    return null
  }
  const bytes = readFileSync(output)
  return bytes.readUInt32BE(0) === 0x7f454c46 ? bytes : null
}

const shared = library('-shared', '-Wl,--no-as-needed', '-lm')
const object = library('-c')

describe('readElf', () => {
  it.skipIf(shared === null)('tells the machine and the libraries needed', async () => {
    const facts = await readBytes(shared ?? Buffer.alloc(0))
    const machine = { x64: 'x86_64', arm64: 'aarch64', arm: 'arm', ia32: 'i386' }[arch() as string]
    expect(facts).toEqual({ machine, needed: expect.arrayContaining(['libm.so.6', 'libc.so.6']) })
  })

  it.skipIf(object === null)('passes over object files', async () => {
    expect(await readBytes(object ?? Buffer.alloc(0))).toBeNull()
  })

  it('reads a 32-bit big-endian library made by hand', async () => {
    expect(await readBytes(smallLibrary())).toEqual({ machine: 'ppc', needed: ['libz.so.1'] })
  })

  it('reads no name that is longer than a file name can be, however often it is asked for', async () => {
    const endless = smallLibrary(Buffer.alloc(4_000_000, 0x61))
    expect(await readBytes(endless)).toEqual({ machine: 'ppc', needed: [] })
    expect(await readBytes(smallLibrary(Buffer.from(`\0${'a'.repeat(255)}\0`)))).toEqual({
      machine: 'ppc',
      needed: ['a'.repeat(255)],
    })
  })

  it('is never thrown off by what a file says', async () => {
    const good = shared ?? smallLibrary()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(1_000), fc.nat(255)), { maxLength: 8 }), async (changes) => {
        const bytes = Buffer.from(good)
        for (const [index, byte] of changes) bytes[index] = byte
        const facts = await readBytes(bytes)
        expect(facts === null || Array.isArray(facts.needed)).toBe(true)
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(smallLibrary().length), async (length) => {
        await readBytes(smallLibrary().subarray(0, length))
      }),
    )
  })
})

/** The least that a 32-bit big-endian PowerPC library needs: header, two segments, dynamic table, strings. */
function smallLibrary(names = Buffer.from('\0libz.so.1\0', 'latin1')): Buffer {
  const bytes = Buffer.alloc(52 + 2 * 32 + 32 + names.length)
  const [dynamic, strings] = [116, 148]
  bytes.write('\x7fELF\x01\x02\x01', 0, 'latin1')
  for (const [offset, value] of [
    [16, 3],
    [18, 20],
    [42, 32],
    [44, 2],
  ] as const)
    bytes.writeUInt16BE(value, offset)
  bytes.writeUInt32BE(52, 28)
  const words = (at: number, values: readonly number[]): void => {
    for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, at + index * 4)
  }
  words(52, [1, 0, 0x1000, 0, bytes.length, bytes.length, 5, 0x1000])
  words(84, [2, dynamic, 0x1000 + dynamic, 0, 32, 32, 6, 4])
  words(dynamic, [1, 1, 5, 0x1000 + strings, 10, names.length, 0, 0])
  names.copy(bytes, strings)
  return bytes
}
