import { createHash } from 'node:crypto'
import { basename } from 'node:path/posix'
import type { Entry, ZipFile } from 'yauzl'
import { InputError } from '../errors.ts'
import { normaliseName } from '../ladder/names.ts'
import { expandTags } from '../ladder/tags.ts'
import { versionKey } from '../ladder/version.ts'
import { parseWheelName, type WheelName } from '../ladder/wheel-name.ts'
import { isElf, readElf } from './elf.ts'
import { entryBytes, entryChunks, entryRange } from './entry-bytes.ts'
import { type Headers, parseHeaders, requiredHeader, singleHeader } from './headers.ts'
import { parseRecord, type RecordRow } from './record.ts'
import { isSystemFault, wheelFault } from './wheel-fault.ts'
import { type OpenWheel, openWheel } from './zip-entries.ts'

/** What a wheel says of itself, after every check that needs nothing but the wheel. */
export interface WheelContents {
  name: WheelName
  /** METADATA as it is in the wheel: what the index serves beside it (PEP 658). */
  metadata: Buffer
  /** METADATA's own spelling of the project name. */
  metadataName: string
  /** METADATA's own spelling of the version. */
  metadataVersion: string
  requiresPython: string | null
  requiresDist: string[]
  /** Of the WHEEL file, expanded, sorted. pip believes the file name instead: `name.tags`. */
  tags: string[]
  /** Sonames that its executables and shared libraries need and that it does not bring itself, sorted; at most 1,000. */
  libraries: string[]
  /** Machines that its executables and shared libraries are for, sorted; the names are in elf.ts. */
  machines: string[]
}

const metadataMaxBytes = 4 * 1024 ** 2
const wheelFileMaxBytes = 1024 ** 2
const recordMaxBytes = 32 * 1024 ** 2
/** Same bounds as schema/report.ts has; texts in bytes. */
const bounds = {
  requiresPython: 1_000,
  requiresDist: 2_000,
  requirements: 2_000,
  libraries: 1_000,
  tags: 2_000,
} as const

/**
 * Reads a wheel that strangers made, from the zip and without extracting. Checks: the file name's grammar, entry names,
 * the zip's layout, sizes and ratio (zip-entries.ts), one dist-info of this project and version, METADATA that agrees with
 * the file name, RECORD with every file's hash. Memory stays within some MiB whatever the wheel holds.
 * @param path where the file is
 * @param filename what it is called; the name is checked, not the path
 * @throws {InputError} WHEEL_INVALID with the place; file system errors pass as they are
 */
export async function readWheel(path: string, filename: string): Promise<WheelContents> {
  try {
    const name = parseWheelName(filename)
    const wheel = await openWheel(path)
    try {
      return await readContents(wheel, name)
    } finally {
      wheel.zip.close()
    }
  } catch (error) {
    if (isSystemFault(error)) throw error
    if (error instanceof InputError && error.code === 'WHEEL_INVALID') throw error
    throw wheelFault(filename.slice(0, 300), error instanceof Error ? error.message : 'cannot be read', error)
  }
}

async function readContents(wheel: OpenWheel, name: WheelName): Promise<WheelContents> {
  const folder = findDistInfo(wheel.files.keys(), name)
  const record = await checkHashes(wheel, `${folder}/RECORD`)
  const metadata = await entryBytes(wheel.zip, present(wheel.files, `${folder}/METADATA`), metadataMaxBytes)
  const described = readMetadata(parseHeaders(metadata, `${folder}/METADATA`), `${folder}/METADATA`, name)
  const wheelFile = await entryBytes(wheel.zip, present(wheel.files, `${folder}/WHEEL`), wheelFileMaxBytes)
  const tags = readTags(parseHeaders(wheelFile, `${folder}/WHEEL`), `${folder}/WHEEL`)
  return { name, metadata, ...described, tags, ...(await readLibraries(wheel.zip, record.elfFiles)) }
}

/** The one dist-info folder, which must be named after this project and version. */
function findDistInfo(names: Iterable<string>, name: WheelName): string {
  const folders = new Set<string>()
  for (const path of names) {
    const top = path.slice(0, Math.max(0, path.indexOf('/')))
    if (top.toLowerCase().endsWith('.dist-info')) folders.add(top)
  }
  const [folder, other] = folders
  if (folder === undefined) throw wheelFault('zip', 'there is no .dist-info folder')
  if (other !== undefined) throw wheelFault(other, 'there is more than one .dist-info folder')
  const match = /^([^-]+)-(.+)\.dist-info$/.exec(folder)
  const [project, version] = [match?.[1] ?? '', match?.[2] ?? '']
  if (normaliseName(project) !== name.distribution || !sameVersion(version, name.version)) {
    throw wheelFault(folder, 'the folder is not named after the file')
  }
  return folder
}

/** Canonically equal; versions that PEP 440 does not know must be the same text. */
function sameVersion(one: string, other: string): boolean {
  const [key, otherKey] = [versionKey(one), versionKey(other)]
  return key === null || otherKey === null ? one === other : key === otherKey
}

function present(files: ReadonlyMap<string, Entry>, path: string): Entry {
  const entry = files.get(path)
  if (entry === undefined) throw wheelFault(path, 'the file is missing')
  return entry
}

/** RECORD and every other file must list each other, with hashes that are true. */
async function checkHashes({ zip, files }: OpenWheel, recordPath: string): Promise<{ elfFiles: Entry[] }> {
  const bytes = await entryBytes(zip, present(files, recordPath), recordMaxBytes)
  const rows = parseRecord(bytes.toString('utf8'), recordPath)
  for (const path of rows.keys()) {
    if (!files.has(path) && !path.endsWith('/')) throw wheelFault(recordPath, `lists ${path}, which is not there`)
  }
  const unhashed = new Set([recordPath, `${recordPath}.jws`, `${recordPath}.p7s`])
  const elfFiles: Entry[] = []
  for (const [path, entry] of files) {
    if (unhashed.has(path)) continue
    const row = rows.get(path)
    if (row === undefined) throw wheelFault(path, 'the file is not in RECORD')
    if (row === null) throw wheelFault(path, 'the file has no hash in RECORD')
    if (await hashAndLook(zip, entry, row)) elfFiles.push(entry)
  }
  return { elfFiles }
}

/** Checks one file against its row. @returns whether it is an ELF file */
async function hashAndLook(zip: ZipFile, entry: Entry, row: RecordRow): Promise<boolean> {
  const hash = createHash(row.algorithm)
  let head = Buffer.alloc(0)
  for await (const chunk of entryChunks(zip, entry)) {
    hash.update(chunk)
    if (head.length < 4) head = Buffer.concat([head, chunk.subarray(0, 4)])
  }
  if (row.size !== null && row.size !== entry.uncompressedSize)
    throw wheelFault(entry.fileName, 'RECORD has another size')
  if (hash.digest('base64url') !== row.digest) throw wheelFault(entry.fileName, 'RECORD has another hash')
  return isElf(head)
}

type Described = Pick<WheelContents, 'metadataName' | 'metadataVersion' | 'requiresPython' | 'requiresDist'>

function readMetadata(headers: Headers, at: string, name: WheelName): Described {
  const metadataName = requiredHeader(headers, 'Name', at)
  const metadataVersion = requiredHeader(headers, 'Version', at)
  if (normaliseName(metadataName) !== name.distribution)
    throw wheelFault(`${at} Name`, 'not the project of the file name')
  if (!sameVersion(metadataVersion, name.version)) throw wheelFault(`${at} Version`, 'not the version of the file name')
  const requiresPython = singleHeader(headers, 'Requires-Python', at)
  if (Buffer.byteLength(requiresPython ?? '') > bounds.requiresPython)
    throw wheelFault(`${at} Requires-Python`, 'too long')
  const requiresDist = headers.get('requires-dist') ?? []
  if (
    requiresDist.length > bounds.requirements ||
    requiresDist.some((one) => Buffer.byteLength(one) > bounds.requiresDist)
  ) {
    throw wheelFault(`${at} Requires-Dist`, 'too many, or one is too long')
  }
  return { metadataName, metadataVersion, requiresPython: requiresPython || null, requiresDist: [...requiresDist] }
}

function readTags(headers: Headers, at: string): string[] {
  if (!/^1\.\d+$/.test(requiredHeader(headers, 'Wheel-Version', at))) {
    throw wheelFault(`${at} Wheel-Version`, 'not version 1 of the wheel format')
  }
  const tags = new Set<string>()
  for (const text of headers.get('tag') ?? []) {
    const match = /^([a-z0-9_.]{1,200})-([a-z0-9_.]{1,200})-([a-z0-9_.]{1,200})$/i.exec(text)
    if (match === null) throw wheelFault(`${at} Tag`, 'not a tag')
    for (const tag of expandTags(match[1] ?? '', match[2] ?? '', match[3] ?? '')) tags.add(tag)
    if (tags.size > bounds.tags) throw wheelFault(`${at} Tag`, `more than ${bounds.tags} tags`)
  }
  if (tags.size === 0) throw wheelFault(`${at} Tag`, 'the field is missing')
  return [...tags].sort()
}

async function readLibraries(
  zip: ZipFile,
  elfFiles: readonly Entry[],
): Promise<{ libraries: string[]; machines: string[] }> {
  const libraries = new Set<string>()
  const brought = new Set<string>()
  const machines = new Set<string>()
  for (const entry of elfFiles) {
    const facts = await readElf((offset, length) => entryRange(zip, entry, offset, length))
    if (facts === null) continue
    machines.add(facts.machine)
    brought.add(basename(entry.fileName))
    if (facts.soname !== null) brought.add(facts.soname)
    for (const soname of facts.needed) libraries.add(soname)
  }
  for (const soname of brought) libraries.delete(soname)
  return { libraries: [...libraries].sort().slice(0, bounds.libraries), machines: [...machines].sort() }
}
