import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type ElfFacts, readElf } from '../../src/wheel/elf.ts'
import { makeElf, thisMachine } from './make-elf.ts'

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

const shared = library('-shared', '-Wl,--no-as-needed', '-Wl,-soname,libone.so.7', '-lm')
const object = library('-c')

describe('readElf', () => {
  it.skipIf(shared === null)('tells the machine and the libraries needed', async () => {
    const facts = await readBytes(shared ?? Buffer.alloc(0))
    expect(facts).toEqual({
      machine: thisMachine,
      needed: expect.arrayContaining(['libm.so.6', 'libc.so.6']),
      soname: 'libone.so.7',
    })
  })

  it.skipIf(object === null)('passes over object files', async () => {
    expect(await readBytes(object ?? Buffer.alloc(0))).toBeNull()
  })

  it('reads a 32-bit big-endian library made by hand', async () => {
    expect(await readBytes(makeElf())).toEqual({ machine: 'ppc', needed: ['libz.so.1'], soname: null })
  })

  it('reads what others need it by', async () => {
    const bytes = makeElf({ needed: ['libz.so.1', 'libc.so.6'], soname: 'libown.so.2' })
    expect(await readBytes(bytes)).toEqual({
      machine: 'ppc',
      needed: ['libz.so.1', 'libc.so.6'],
      soname: 'libown.so.2',
    })
  })

  it('reads no name that is longer than a file name can be, however often it is asked for', async () => {
    const endless = makeElf({ needed: ['a'.repeat(4_000_000)] })
    expect(await readBytes(endless)).toEqual({ machine: 'ppc', needed: [], soname: null })
    expect(await readBytes(makeElf({ needed: ['a'.repeat(255)] }))).toEqual({
      machine: 'ppc',
      needed: ['a'.repeat(255)],
      soname: null,
    })
  })

  it('is never thrown off by what a file says', async () => {
    const good = shared ?? makeElf()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(1_000), fc.nat(255)), { maxLength: 8 }), async (changes) => {
        const bytes = Buffer.from(good)
        for (const [index, byte] of changes) bytes[index] = byte
        const facts = await readBytes(bytes)
        expect(facts === null || Array.isArray(facts.needed)).toBe(true)
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(makeElf().length), async (length) => {
        await readBytes(makeElf().subarray(0, length))
      }),
    )
  })
})
