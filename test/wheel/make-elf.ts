import { arch } from 'node:os'

/** Numbers of elf.h for machines, which any class and byte order may carry. */
const machines = { i386: 3, ppc: 20, arm: 40, x86_64: 62, aarch64: 183 } as const

/** The machine that the tests run on, as elf.ts names it; one that it is not where we do not know. */
export const thisMachine: keyof typeof machines =
  new Map<string, keyof typeof machines>([
    ['x64', 'x86_64'],
    ['arm64', 'aarch64'],
    ['arm', 'arm'],
    ['ia32', 'i386'],
  ]).get(arch()) ?? 'ppc'

export interface ElfParts {
  machine?: keyof typeof machines
  needed?: readonly string[]
  soname?: string
}

const NEEDED = 1
const STRING_TABLE = 5
const STRING_BYTES = 10
const SONAME = 14

/** The least that a 32-bit big-endian library needs: header, two segments, dynamic table, strings. No linker is asked. */
export function makeElf({ machine = 'ppc', needed = ['libz.so.1'], soname }: ElfParts = {}): Buffer {
  const names = [...needed, ...(soname === undefined ? [] : [soname])]
  const strings = Buffer.from(`\0${names.map((name) => `${name}\0`).join('')}`, 'latin1')
  const places = names.map((_, index) => 1 + names.slice(0, index).reduce((sum, name) => sum + name.length + 1, 0))
  const tags = names.map((_, index) => (index < needed.length ? NEEDED : SONAME))
  const dynamicBytes = (names.length + 3) * 8
  const [dynamic, table] = [116, 116 + dynamicBytes]
  const entries = [
    ...names.flatMap((_, index) => [tags[index] ?? 0, places[index] ?? 0]),
    ...[STRING_TABLE, 0x1000 + table, STRING_BYTES, strings.length, 0, 0],
  ]

  const bytes = Buffer.alloc(table + strings.length)
  bytes.write('\x7fELF\x01\x02\x01', 0, 'latin1')
  const half = (offset: number, value: number) => bytes.writeUInt16BE(value, offset)
  const words = (offset: number, values: readonly number[]) => {
    for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, offset + index * 4)
  }
  half(16, 3)
  half(18, machines[machine])
  half(42, 32)
  half(44, 2)
  words(28, [52])
  words(52, [1, 0, 0x1000, 0, bytes.length, bytes.length, 5, 0x1000])
  words(84, [2, dynamic, 0x1000 + dynamic, 0, dynamicBytes, dynamicBytes, 6, 4])
  words(dynamic, entries)
  strings.copy(bytes, table)
  return bytes
}
