/** What the dynamic linker needs to know of a library; see elf(5). */
export interface ElfFacts {
  /** `x86_64`, `i386`, `aarch64`, `arm`, `riscv`, `ppc64`, `ppc`, `s390`, `loongarch`, `mips`, else `elf-<number>`. */
  machine: string
  /** Sonames of DT_NEEDED, in file order; empty when the tables cannot be read. */
  needed: string[]
  /** What others need it by (DT_SONAME); null when it does not say. */
  soname: string | null
}

/** Reads bytes `offset` to `offset + length`; shorter where the file ends before. */
export type ReadRange = (offset: number, length: number) => Promise<Buffer>

const machines: Readonly<Record<number, string>> = {
  3: 'i386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390',
  40: 'arm',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv',
  258: 'loongarch',
}

const EXECUTABLE = 2
const SHARED = 3
const PT_LOAD = 1
const PT_DYNAMIC = 2
const DT_NEEDED = 1
const DT_STRTAB = 5
const DT_STRSZ = 10
const DT_SONAME = 14
/** The file is untrusted: no table may make us hold more than this. */
const maxTableBytes = 64 * 1024 ** 2
const maxNeeded = 1_000

export const isElf = (head: Buffer): boolean => head.length >= 4 && head.readUInt32BE(0) === 0x7f454c46

/**
 * Reads an executable or shared library without trusting it. Object files, and what is not ELF, give null: no dynamic
 * linker ever loads them.
 */
export async function readElf(read: ReadRange): Promise<ElfFacts | null> {
  const head = await read(0, 64)
  if (!isElf(head) || head.length < 52) return null
  const file = fieldReader(head)
  const type = file.half(head, 16)
  if (type !== EXECUTABLE && type !== SHARED) return null
  const number = file.half(head, 18)
  return { machine: machines[number] ?? `elf-${number}`, ...(await namesOf(file, head, read)) }
}

/** Reads fields in the file's own byte order and word size. */
interface FieldReader {
  wide: boolean
  half(bytes: Buffer, offset: number): number
  word(bytes: Buffer, offset: number): number
  /** An address or size: 8 bytes in 64-bit files, else 4. Values past 2^53 come out inexact and match nothing. */
  address(bytes: Buffer, offset: number): number
}

function fieldReader(head: Buffer): FieldReader {
  const wide = head[4] === 2
  const little = head[5] === 1
  const word = (bytes: Buffer, offset: number): number =>
    little ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset)
  const long = (bytes: Buffer, offset: number): number =>
    Number(little ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset))
  return {
    wide,
    half: (bytes, offset) => (little ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset)),
    word,
    address: wide ? long : word,
  }
}

interface Segment {
  type: number
  offset: number
  address: number
  size: number
}

async function namesOf(file: FieldReader, head: Buffer, read: ReadRange): Promise<Omit<ElfFacts, 'machine'>> {
  const segments = await segmentsOf(file, head, read)
  const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC)
  if (dynamic === undefined || dynamic.size > maxTableBytes) return nameless
  const entries = dynamicEntries(file, await read(dynamic.offset, dynamic.size))
  const strings = entries.find((entry) => entry.tag === DT_STRTAB)?.value
  const size = entries.find((entry) => entry.tag === DT_STRSZ)?.value ?? 0
  const home = segments.find(
    (one) =>
      one.type === PT_LOAD && strings !== undefined && strings >= one.address && strings < one.address + one.size,
  )
  if (strings === undefined || home === undefined || size > maxTableBytes) return nameless
  const table = await read(home.offset + strings - home.address, size)
  const namesFor = (tag: number, most: number): string[] =>
    entries
      .filter((entry) => entry.tag === tag)
      .slice(0, most)
      .map((entry) => stringAt(table, entry.value))
      .filter((name) => /^[\x21-\x7e]{1,255}$/.test(name))
  return { needed: namesFor(DT_NEEDED, maxNeeded), soname: namesFor(DT_SONAME, 1)[0] ?? null }
}

const nameless: Omit<ElfFacts, 'machine'> = { needed: [], soname: null }

async function segmentsOf(file: FieldReader, head: Buffer, read: ReadRange): Promise<Segment[]> {
  if (file.wide && head.length < 64) return []
  const start = file.address(head, file.wide ? 32 : 28)
  const width = file.half(head, file.wide ? 54 : 42)
  const count = file.half(head, file.wide ? 56 : 44)
  const expected = file.wide ? 56 : 32
  if (width !== expected || start > Number.MAX_SAFE_INTEGER) return []
  const table = await read(start, width * count)
  const whole = Math.floor(table.length / width)
  return Array.from({ length: whole }, (_, index) => segmentAt(file, table, index * width))
}

function segmentAt(file: FieldReader, table: Buffer, at: number): Segment {
  const [offset, address, size] = file.wide ? [8, 16, 32] : [4, 8, 16]
  return {
    type: file.word(table, at),
    offset: file.address(table, at + offset),
    address: file.address(table, at + address),
    size: file.address(table, at + size),
  }
}

function dynamicEntries(file: FieldReader, table: Buffer): { tag: number; value: number }[] {
  const step = file.wide ? 8 : 4
  const count = Math.floor(table.length / (2 * step))
  return Array.from({ length: count }, (_, index) => ({
    tag: file.address(table, index * 2 * step),
    value: file.address(table, index * 2 * step + step),
  }))
}

/** Longer than any file name can be. */
const maxNameBytes = 255

/** The name at a place of the string table; empty when it is longer than a file name, so that a table of one string costs nothing. */
function stringAt(table: Buffer, offset: number): string {
  const longest = table.subarray(offset, offset + maxNameBytes + 1)
  const end = longest.indexOf(0)
  return end === -1 ? '' : longest.toString('latin1', 0, end)
}
