import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Transport } from './answer.ts'

/** An answer with all that HTTP needs. */
interface Message {
  status: number
  headers: OutgoingHttpHeaders
  body: Buffer
}

/** Sent at once, in bytes. */
const pieceBytes = 65_536

/** Between two pieces of a slow body, in milliseconds. */
const tickMs = 100

/** Sends an answer as a broken or hostile server would. */
export function sendBadly(response: ServerResponse, message: Message, transport: Transport): void {
  const { cut, bytesPerSec, bodyBytes, endlessHeaders } = transport
  if (endlessHeaders) {
    sendHeadersWithoutEnd(response)
    return
  }
  const { status, body } = message
  const length = bodyBytes ?? body.length
  const end = Math.min(cut?.at ?? length, length)
  const sized = { ...message.headers, 'content-length': cut?.as === 'short' ? end : length }
  const headers: OutgoingHttpHeaders = { ...sized, ...transport.headers }
  for (const name of transport.dropHeaders) delete headers[name]
  if (cut?.as === 'close') {
    response.useChunkedEncodingByDefault = false
    response.shouldKeepAlive = false
    const { 'content-length': _, ...unsized } = headers
    response.writeHead(status, unsized)
  } else response.writeHead(status, headers)
  const whole = cut === null || cut.as !== 'reset' || end === length
  const piece = (at: number, size: number) =>
    bodyBytes === null ? body.subarray(at, at + size) : Buffer.alloc(size, ' ')
  sendPieces(response, { end, piece, bytesPerSec }, () => {
    if (whole) response.end()
    else response.destroy()
  })
}

interface Pieces {
  end: number
  piece(at: number, size: number): Buffer
  bytesPerSec: number | null
}

function sendPieces(response: ServerResponse, { end, piece, bytesPerSec }: Pieces, done: () => void): void {
  const size = bytesPerSec === null ? pieceBytes : Math.max(1, Math.round((bytesPerSec * tickMs) / 1_000))
  const pauseMs = bytesPerSec === null ? 0 : Math.max(tickMs, 1_000 / bytesPerSec)
  const next = (at: number): void => {
    if (response.destroyed) return
    if (at >= end) {
      done()
      return
    }
    const bytes = piece(at, Math.min(size, end - at))
    response.write(bytes, (error) => {
      if (error) return
      if (pauseMs === 0) next(at + bytes.length)
      else setTimeout(next, pauseMs, at + bytes.length)
    })
  }
  next(0)
}

/** Past Node's HTTP layer, which would keep the headers together. */
function sendHeadersWithoutEnd({ socket }: ServerResponse): void {
  const lines = `x-more: ${'x'.repeat(1_000)}\r\n`.repeat(20)
  const more = () => {
    if (socket === null || socket.destroyed) return
    socket.write(lines, () => setTimeout(more, 10))
  }
  socket?.write('HTTP/1.1 200 OK\r\n')
  more()
}
