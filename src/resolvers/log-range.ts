import type { Artifacts } from '../artifacts/artifacts.ts'
import { bytesOfCharacterBefore, LEAST_PIECE_BYTES, readPiece, wholeCharacters } from '../artifacts/log-pieces.ts'
import { InputError } from '../errors.ts'
import { withoutTerminal } from '../plain-text.ts'
import type { AttemptRow } from '../store/read-builds.ts'
import { maxLogBytes } from './bounds.ts'
import type { AttemptLogArgs, Log } from './resolvers.gen.ts'

const DEFAULT_BYTES = 16_384

/**
 * The part of an attempt's log that is asked for; null while nothing of it has come. Whether it is over was looked up with the
 * attempt's row, before the log is read: so what is over is whole.
 * @throws {InputError} TAIL_BYTES, LOG_RANGE
 */
export async function readLogRange(
  attempt: AttemptRow,
  { tailBytes, offset, bytes }: AttemptLogArgs,
  artifacts: Artifacts,
): Promise<Log | null> {
  const isRange = offset != null || bytes != null
  if (isRange && tailBytes != null) throw rangeFault('give either "tailBytes", or "offset" and "bytes"', 'tailBytes')
  const isOver = attempt.closedAt !== null
  const asked = isRange ? rangeOf(offset ?? 0, bytes ?? DEFAULT_BYTES) : tailOf(tailBytes ?? DEFAULT_BYTES)
  if (attempt.logBytes === 0) return null
  return asked.kind === 'tail'
    ? readTail(attempt, asked.bytes, isOver, artifacts)
    : readFrom(attempt, asked, isOver, artifacts)
}

type Asked = { kind: 'tail'; bytes: number } | { kind: 'range'; offset: number; bytes: number }

function rangeOf(offset: number, bytes: number): Asked {
  if (offset < 0) throw rangeFault('"offset" must be 0 or more', 'offset')
  if (bytes < LEAST_PIECE_BYTES || bytes > maxLogBytes) {
    throw rangeFault(`"bytes" must be ${LEAST_PIECE_BYTES} to ${maxLogBytes}`, 'bytes')
  }
  return { kind: 'range', offset, bytes }
}

function tailOf(bytes: number): Asked {
  if (bytes >= 1 && bytes <= maxLogBytes) return { kind: 'tail', bytes }
  throw new InputError('TAIL_BYTES', `"tailBytes" must be 1 to ${maxLogBytes}`, { at: 'tailBytes' })
}

async function readFrom(
  attempt: AttemptRow,
  { offset, bytes }: { offset: number; bytes: number },
  isOver: boolean,
  artifacts: Artifacts,
): Promise<Log> {
  const piece = await readPiece(artifacts, attempt.id, { offset, bytes, isOver })
  if (offset > piece.totalBytes) throw rangeFault(`the log ends at ${piece.totalBytes}`, 'offset')
  const { text, end, gap, totalBytes } = piece
  return { text, offset: piece.offset, endOffset: end, gap: gapOf(gap), totalBytes, ended: isOver }
}

/** The last bytes of what was kept after the gap, or of all when there is none; cut at whole characters. */
async function readTail(attempt: AttemptRow, bytes: number, isOver: boolean, artifacts: Artifacts): Promise<Log> {
  const { totalBytes: known } = await artifacts.readLog(attempt.id, 0, 0)
  const part = await artifacts.readLog(attempt.id, Math.max(0, known - bytes), bytes)
  const { gap, totalBytes } = part
  const torn = part.offset > 0 ? bytesOfCharacterBefore(part.bytes) : 0
  const whole = isOver ? part.bytes : wholeCharacters(part.bytes)
  const text = withoutTerminal(whole.toString('utf8', torn))
  const [offset, endOffset] = [part.offset + torn, part.offset + Math.max(torn, whole.length)]
  return { text, offset, endOffset, gap: gapOf(gap), totalBytes, ended: isOver }
}

function gapOf(gap: { start: number; end: number } | null): Log['gap'] {
  return gap === null ? null : { offset: gap.start, bytes: gap.end - gap.start }
}

function rangeFault(message: string, at: string): InputError {
  return new InputError('LOG_RANGE', message, { at })
}
