import type { KeptLog } from '../artifacts/artifacts.ts'
import { withoutTerminal } from '../plain-text.ts'

/** The end of a log, as text. */
export interface LogTail {
  text: string
  totalBytes: number
  gapBytes: number
  /** Where the text begins in the log, in bytes. */
  offset: number
}

/** The last `bytes` bytes of what was kept after the gap, or of all when there is none; cut at a whole character. */
export function logTail(log: KeptLog, bytes: number): LogTail {
  const whole = log.gapBytes > 0 ? log.tail : Buffer.concat([log.head, log.tail])
  const part = whole.subarray(Math.max(0, whole.length - bytes))
  const cut = whole.length > bytes ? continuationBytes(part) : 0
  const text = withoutTerminal(part.subarray(cut).toString('utf8'))
  const offset = log.totalBytes - part.length + cut
  return { text, totalBytes: log.totalBytes, gapBytes: log.gapBytes, offset }
}

/** How many bytes at the start belong to a character that begins before it: at most three in UTF-8. */
function continuationBytes(part: Buffer): number {
  const first = part.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80)
  // Four in a row are no UTF-8 at all, so there is nothing to wait for.
  return first === -1 && part.length < 4 ? part.length : Math.max(first, 0)
}
