import { createHash } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import parseRange from 'range-parser'
import { sendBadly } from './send-badly.ts'

/** What a route says, before HEAD, ETag, gzip and ranges are seen to. */
export interface Answer {
  status: number
  headers: OutgoingHttpHeaders
  body: Buffer
  /** `page`: strong ETag per encoding, 304 and gzip, as PyPI's pages. `file`: ranges, never encoded, never a 304. */
  kind: 'page' | 'file' | 'plain'
}

/** How an answer travels when something is wrong; see the faults of the same names. */
export interface Transport {
  cut: { at: number; as: 'reset' | 'short' | 'close' } | null
  bytesPerSec: number | null
  bodyBytes: number | null
  endlessHeaders: boolean
  headers: Readonly<Record<string, string>>
  dropHeaders: readonly string[]
}

export function page(contentType: string, body: string, headers: OutgoingHttpHeaders): Answer {
  return { status: 200, headers: { 'content-type': contentType, ...headers }, body: Buffer.from(body), kind: 'page' }
}

export function plain(status: number, contentType: string, body: string, headers: OutgoingHttpHeaders = {}): Answer {
  return { status, headers: { 'content-type': contentType, ...headers }, body: Buffer.from(body), kind: 'plain' }
}

export function redirect(location: string): Answer {
  return plain(301, 'text/plain; charset=UTF-8', 'The resource has been moved permanently', { location })
}

export function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
}

/** Sends an answer as PyPI's edge would: conditional, compressed, cut to a range. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer, transport?: Transport): void {
  const shaped = shape(request, answer)
  const body = request.method === 'HEAD' ? Buffer.alloc(0) : shaped.body
  const headers = shaped.status === 304 ? shaped.headers : { ...shaped.headers, 'content-length': shaped.body.length }
  if (transport === undefined) response.writeHead(shaped.status, headers).end(body)
  else sendBadly(response, { status: shaped.status, headers, body }, transport)
}

function shape(request: IncomingMessage, answer: Answer): Answer {
  if (answer.kind === 'page') return shapePage(request, answer)
  return answer.kind === 'file' ? shapeFile(request, answer) : answer
}

function shapePage(request: IncomingMessage, answer: Answer): Answer {
  const gzip = acceptsGzip(request)
  const body = gzip ? gzipSync(answer.body) : answer.body
  const etag = `"${createHash('md5').update(body).digest('base64').replace(/=+$/, '')}"`
  const headers = { ...answer.headers, ...(gzip ? { 'content-encoding': 'gzip' } : {}), etag }
  const known = String(request.headers['if-none-match'] ?? '').split(/\s*,\s*/)
  if (!known.includes(etag)) return { ...answer, headers, body }
  // A 304 carries no serial: it proves nothing about freshness.
  const kept = Object.entries(headers).filter(([key]) => ['etag', 'cache-control', 'vary'].includes(key))
  return { status: 304, headers: Object.fromEntries(kept), body: Buffer.alloc(0), kind: 'plain' }
}

function shapeFile(request: IncomingMessage, answer: Answer): Answer {
  const headers: OutgoingHttpHeaders = { ...answer.headers, 'accept-ranges': 'bytes' }
  const size = answer.body.length
  const ranges = request.headers.range === undefined ? -2 : parseRange(size, request.headers.range)
  if (ranges === -1) {
    return plain(416, 'text/plain', '', { ...headers, 'content-range': `bytes */${size}` })
  }
  const [range] = ranges === -2 || ranges.type !== 'bytes' ? [] : ranges
  if (ranges === -2 || range === undefined || ranges.length > 1) return { ...answer, headers }
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${range.start}-${range.end}/${size}` },
    body: answer.body.subarray(range.start, range.end + 1),
    kind: 'file',
  }
}
