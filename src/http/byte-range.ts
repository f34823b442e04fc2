import parseRange from 'range-parser'
import type { ByteRange } from '../artifacts/artifacts.ts'

/**
 * Which part of a file a Range header asks for (RFC 9110): one range of bytes, clamped to the file. `whole` for a header
 * that asks for several ranges, for another unit, or cannot be read, as the RFC allows; `unsatisfiable` gets a 416.
 * @param size of the file, in bytes
 */
export function chooseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  if (header === undefined) return 'whole'
  const ranges = parseRange(size, clampSuffix(header, size))
  if (ranges === -2 || (ranges !== -1 && ranges.type !== 'bytes')) return 'whole'
  if (ranges === -1) return header.startsWith('bytes=') ? 'unsatisfiable' : 'whole'
  const [range] = ranges
  return ranges.length === 1 && range !== undefined ? { start: range.start, end: range.end } : 'whole'
}

/** The last 500 bytes of a file of 100 are the whole file; the parser would call that unsatisfiable. */
function clampSuffix(header: string, size: number): string {
  return header.replace(/^(bytes=\s*-)(\d+)\s*$/, (_, start, length) => `${start}${Math.min(Number(length), size)}`)
}
