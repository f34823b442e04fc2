import type { Entry, LocalFileHeader, ZipFile } from 'yauzl'
import { wheelFault } from './wheel-fault.ts'

/** Written instead of a size that stands in a ZIP64 field. */
const ELSEWHERE = 0xffffffff
/** Flag bit 3: sizes follow the data, in a descriptor of 12 to 24 bytes. */
const HAS_DESCRIPTOR = 0x8
const longestDescriptor = 24

/**
 * The zip directory and the headers before each file must tell the same, and the files must lie side by side from the
 * first byte to the directory: readers that stream (uv) and readers that seek (pip) then see the same wheel, and no bytes
 * are counted twice by overlapping files.
 * @param inOrder all entries, by offset
 * @param end where the zip directory begins, in bytes
 * @throws {InputError} WHEEL_INVALID with the entry
 */
export async function checkLayout(zip: ZipFile, inOrder: readonly Entry[], end: number): Promise<void> {
  let expected = 0
  let slack = 0
  for (const entry of inOrder) {
    const gap = entry.relativeOffsetOfLocalHeader - expected
    if (gap < 0 || gap > slack) throw wheelFault(entry.fileName, 'files overlap, or there is data between them')
    const header = await zip.readLocalFileHeaderPromise(entry)
    checkHeader(entry, header)
    expected = header.fileDataStart + entry.compressedSize
    slack = (header.generalPurposeBitFlag & HAS_DESCRIPTOR) === 0 ? 0 : longestDescriptor
  }
  if (expected > end || end - expected > slack) throw wheelFault('zip', 'there is data before the zip directory')
}

function checkHeader(entry: Entry, header: LocalFileHeader): void {
  const described = (header.generalPurposeBitFlag & HAS_DESCRIPTOR) !== 0
  const sizeAgrees = (local: number, central: number): boolean =>
    local === central || local === ELSEWHERE || (described && local === 0)
  const agrees =
    header.fileName.equals(entry.fileNameRaw) &&
    header.generalPurposeBitFlag === entry.generalPurposeBitFlag &&
    header.compressionMethod === entry.compressionMethod &&
    sizeAgrees(header.compressedSize, entry.compressedSize) &&
    sizeAgrees(header.uncompressedSize, entry.uncompressedSize)
  if (!agrees) throw wheelFault(entry.fileName, 'the zip directory and the header before the file differ')
}
