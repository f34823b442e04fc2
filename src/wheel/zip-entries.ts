import { isAscii, isUtf8 } from 'node:buffer'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { entryNameFault } from './entry-name.ts'
import { wheelFault } from './wheel-fault.ts'
import { checkLayout } from './zip-layout.ts'

/** Bounds on a wheel, checked before anything is inflated. PyPI's largest wheels stay far below. */
const wheelBounds = {
  entries: 100_000,
  uncompressedBytes: 4 * 1024 ** 3,
  /** Uncompressed to compressed, once the contents pass `ratioFromBytes`. Real wheels compress 2 to 10 times. */
  ratio: 50,
  ratioFromBytes: 64 * 1024 ** 2,
} as const

/** A zip whose directory was checked; nothing of it is inflated yet. The caller closes `zip`. */
export interface OpenWheel {
  zip: ZipFile
  /** Files only, by name, in the order in which they lie in the zip. */
  files: ReadonlyMap<string, Entry>
}

const STORED = 0
const DEFLATED = 8
/** Flag bit 11. */
const UTF8_NAME = 0x800
/** Info-ZIP's second name for an entry: some readers obey it and some do not, so nobody may use it. */
const UNICODE_PATH = 0x7075

/** @throws {InputError} WHEEL_INVALID with the entry; whatever the file system throws */
export async function openWheel(path: string): Promise<OpenWheel> {
  const zip = await openPromise(path, { autoClose: false, strictFileNames: true })
  try {
    return { zip, files: await checkedFiles(zip) }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function checkedFiles(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > wheelBounds.entries) throw wheelFault('zip', `more than ${wheelBounds.entries} entries`)
  if (zip.comment.length > 0) throw wheelFault('zip', 'there is data behind the zip directory')
  const layoutEnd = directoryOffset(zip)
  const entries = new Map<string, Entry>()
  let bytes = 0
  for await (const entry of zip.eachEntry()) {
    checkEntry(entry)
    const name = entry.fileName.replace(/\/$/, '')
    if (entries.has(name)) throw wheelFault(entry.fileName, 'the entry is there twice')
    entries.set(name, entry)
    bytes += entry.uncompressedSize
    checkSize(bytes, zip.fileSize, entry.fileName)
  }
  const inOrder = [...entries.values()].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  await checkLayout(zip, inOrder, layoutEnd)
  const files = new Map(inOrder.filter((entry) => !isFolder(entry)).map((entry) => [entry.fileName, entry]))
  for (const name of entries.keys()) checkParents(name, files)
  return files
}

/** Where the zip directory begins. yauzl keeps it in its cursor, which its types call a boolean by mistake. */
function directoryOffset(zip: ZipFile): number {
  return Number(zip.readEntryCursor)
}

const isFolder = (entry: Entry): boolean => entry.fileName.endsWith('/')

function checkEntry(entry: Entry): void {
  const fault = spellingFault(entry) ?? entryNameFault(entry.fileNameRaw.toString('utf8')) ?? kindFault(entry)
  if (fault !== null) throw wheelFault(printable(entry.fileName), fault)
}

/** Readers differ in what they take code page 437 for, so a name is ASCII or marked as UTF-8. */
function spellingFault(entry: Entry): string | null {
  const marked = (entry.generalPurposeBitFlag & UTF8_NAME) !== 0
  const plain = marked ? isUtf8(entry.fileNameRaw) : isAscii(entry.fileNameRaw)
  return plain ? null : 'the name is not UTF-8, or not marked as such'
}

function kindFault(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'the entry is encrypted'
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) return 'neither stored nor deflated'
  if (entry.extraFields.some((field) => field.id === UNICODE_PATH)) return 'the entry has a second name'
  if (isFolder(entry) && entry.uncompressedSize > 0) return 'a folder with contents'
  const unixKind = (entry.externalFileAttributes >>> 16) & 0o170000
  const expected = isFolder(entry) ? 0o040000 : 0o100000
  return unixKind === 0 || unixKind === expected ? null : 'neither a plain file nor a folder'
}

function checkSize(uncompressed: number, fileSize: number, at: string): void {
  if (uncompressed > wheelBounds.uncompressedBytes) throw wheelFault(at, 'the contents are larger than 4 GiB')
  if (uncompressed > wheelBounds.ratioFromBytes && uncompressed > fileSize * wheelBounds.ratio) {
    throw wheelFault(at, `the contents are more than ${wheelBounds.ratio} times larger than the file`)
  }
}

/** A file may not also be a folder. */
function checkParents(name: string, files: ReadonlyMap<string, Entry>): void {
  for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
    if (files.has(name.slice(0, slash))) throw wheelFault(name, 'lies in a folder that is a file')
  }
}

const printable = (name: string): string => JSON.stringify(name.slice(0, 200)).slice(1, -1)
