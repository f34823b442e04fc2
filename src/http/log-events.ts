import type { Artifacts } from '../artifacts/artifacts.ts'
import { type LogPiece, readPiece } from '../artifacts/log-pieces.ts'
import type { LogReader } from './log-readers.ts'

/** A line longer than this comes in several events. */
const PIECE_BYTES = 32_768

/** What the id of the last event is: a client that comes back with it has everything. */
export const END_ID = 'end'

/**
 * A log as server-sent events (WHATWG HTML, 9.2), from a byte on, until the attempt is over and all of it is sent. The id of each
 * event is where the next one begins, so a client that comes back with it loses nothing and gets nothing twice. Unnamed events
 * are text, to be joined as it comes; `gap` tells of bytes that were not kept; `end` is the last one. Comments keep the
 * connection alive.
 */
export async function* logEvents(
  artifacts: Artifacts,
  reader: LogReader,
  from: { offset: number; heartbeatEveryMs: number },
): AsyncGenerator<string> {
  yield 'retry: 2000\n\n'
  for (let at = from.offset; !reader.hasLeft; ) {
    // Before the log is read: so what is over is whole.
    const state = reader.state
    const piece = await readPiece(artifacts, state.id, { offset: at, bytes: PIECE_BYTES, isOver: state.isOver })
    if (piece.skipped > 0) yield gapEvent(piece)
    if (piece.end > piece.offset) yield event({ id: String(piece.end), data: piece.text })
    if (piece.end > at) {
      at = piece.end
    } else if (state.isOver) {
      yield event({
        id: END_ID,
        name: 'end',
        data: JSON.stringify({ totalBytes: piece.totalBytes, state: state.state }),
      })
      return
    } else if (!(await reader.changed(state, from.heartbeatEveryMs))) {
      yield ':\n\n'
    }
  }
}

/** The log is asked on from behind the gap, even when nothing of that can be sent yet. */
function gapEvent({ offset, skipped }: LogPiece): string {
  return event({ id: String(offset), name: 'gap', data: JSON.stringify({ offset: offset - skipped, bytes: skipped }) })
}

/** The text of a piece holds no carriage returns, which would end lines of the stream. */
function event({ id, name, data }: { id: string; name?: string; data: string }): string {
  const lines = data.split('\n').map((line) => `data: ${line}\n`)
  return `${name === undefined ? '' : `event: ${name}\n`}id: ${id}\n${lines.join('')}\n`
}
