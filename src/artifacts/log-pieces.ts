import type { AttemptId } from '../../schema/ids.ts'
import { withoutTerminal } from '../plain-text.ts'
import type { Artifacts } from './artifacts.ts'

/** A stretch of a log as text, after which a reader can go on without loss. */
export interface LogPiece {
  /** Where its bytes begin. */
  offset: number
  /** Where the next piece begins; the same as `offset` when there is nothing to give yet. */
  end: number
  /** Bytes that were let go between where was asked for and `offset`. */
  skipped: number
  /** Without terminal sequences and control characters; still text by strangers. */
  text: string
  gap: { start: number; end: number } | null
  /** Bytes that the builder has sent in all. */
  totalBytes: number
}

/** Fewer bytes could hold no whole character, and so no piece that leads on. */
export const LEAST_PIECE_BYTES = 1_024

/**
 * Reads the piece of a log that begins at `offset`: whole lines, since only a whole line can be made plain by itself. A longer
 * line is cut, where no character and no terminal sequence is torn. A line that is not finished waits until it is, or until
 * the log is over.
 * @param piece.bytes its most bytes, LEAST_PIECE_BYTES or more
 * @param piece.isOver whether nothing more of the log is expected; must have been looked up before
 */
export async function readPiece(
  artifacts: Pick<Artifacts, 'readLog'>,
  attempt: AttemptId,
  piece: { offset: number; bytes: number; isOver: boolean },
): Promise<LogPiece> {
  const { offset, bytes, gap, totalBytes } = await artifacts.readLog(attempt, piece.offset, piece.bytes)
  const skipped = offset - piece.offset
  const torn = skipped > 0 ? bytesOfCharacterBefore(bytes) : 0
  const end = offset + bytes.length
  const isRest = end === gap?.start || (end === totalBytes && piece.isOver)
  const length = pieceLength(bytes, { isFull: bytes.length === piece.bytes, isRest })
  const text = withoutTerminal(bytes.toString('utf8', torn, Math.max(torn, length)))
  return { offset, end: offset + length, skipped, text, gap, totalBytes }
}

/** How many bytes at the start belong to a character that begins before them: at most three in UTF-8. */
export function bytesOfCharacterBefore(bytes: Buffer): number {
  const first = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80)
  // Four in a row are no UTF-8 at all, so there is nothing to wait for.
  return first === -1 && bytes.length < 4 ? bytes.length : Math.max(first, 0)
}

/** The bytes without those at the end that are only the beginning of a character. */
export function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    return back < lengthOfCharacter(byte) ? bytes.subarray(0, -back) : bytes
  }
  return bytes
}

/** In bytes, by its first one (RFC 3629). */
function lengthOfCharacter(first: number): number {
  if (first >= 0xf0 && first < 0xf8) return 4
  if (first >= 0xe0 && first < 0xf0) return 3
  return first >= 0xc0 && first < 0xe0 ? 2 : 1
}

const NEWLINE = 0x0a

function pieceLength(bytes: Buffer, { isFull, isRest }: { isFull: boolean; isRest: boolean }): number {
  if (isRest) return bytes.length
  const lines = bytes.lastIndexOf(NEWLINE) + 1
  if (lines > 0 || !isFull) return lines
  return cutWithinLine(wholeCharacters(bytes))
}

// Bytes as characters of latin1, so that places are counted in bytes; C1 controls have two bytes in UTF-8.
const ESC = '\u001b'
const BEL = '\u0007'
const C1 = '\u00c2'
const C1_STRINGS = `${C1}[\u0090\u0098\u009d-\u009f]`
const C1_CSI = `${C1}\u009b`
const C1_END = `${C1}\u009c`

const opener = new RegExp(`${ESC}|${C1_STRINGS}|${C1_CSI}`, 'g')

/** From the last opener on, a sequence without its end (ECMA-48): of a string, of CSI, of another escape. */
const openSequence = new RegExp(
  `^(?:(?:${ESC}[\\]PX^_]|${C1_STRINGS})(?:(?!${C1_END})[^${BEL}])*|(?:${ESC}\\[|${C1_CSI})[0-?]*[ -/]*|${ESC}[ -/]*)$`,
)

/** Where a line that is too long may be cut. One that is a single open sequence is cut all the same: its rest shows as text. */
function cutWithinLine(bytes: Buffer): number {
  const text = bytes.toString('latin1')
  const last = [...text.matchAll(opener)].at(-1)?.index ?? 0
  return last > 0 && openSequence.test(text.slice(last)) ? last : bytes.length
}
