import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import { errorCode, UpstreamError } from '../errors.ts'

const unzip = promisify(gunzip)

/** A body slower than this, once it has taken so long, is given up. */
const SLOW_BYTES_PER_S = 1_024
const SLOW_AFTER_S = 30

/** A body, whole and unpacked. @throws {UpstreamError} UPSTREAM_TOO_LARGE, UPSTREAM_UNREACHABLE */
export async function wholeBody(
  body: AsyncIterable<Buffer>,
  encoding: string | null,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of bounded(body, maxBytes)) chunks.push(chunk)
  return unpacked(Buffer.concat(chunks), encoding, maxBytes)
}

/** A body as it comes, unpacked. Throws, while it is read, as `wholeBody`. */
export function bodyStream(
  body: AsyncIterable<Buffer>,
  encoding: string | null,
  maxBytes: number,
): AsyncIterable<Buffer> {
  const packed = bounded(body, maxBytes)
  if (encoding === null || encoding === 'identity') return packed
  if (encoding !== 'gzip') throw unasked(encoding)
  const plain = createGunzip()
  // A fault of the body destroys `plain`, and so reaches whoever reads it.
  pipeline(Readable.from(packed), plain).catch(() => {})
  return bounded(plain, maxBytes)
}

/** Passes a body on, and ends it when it is too large, or trickles: an idle time alone would let one byte a second hold a slot. */
async function* bounded(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  const begunAt = Date.now()
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    const seconds = (Date.now() - begunAt) / 1_000
    if (seconds > SLOW_AFTER_S && bytes / seconds < SLOW_BYTES_PER_S) {
      throw new UpstreamError('UPSTREAM_UNREACHABLE', `only ${bytes} bytes came in ${Math.floor(seconds)} s`)
    }
    yield chunk
  }
}

function unasked(encoding: string): UpstreamError {
  return new UpstreamError('UPSTREAM_UNREACHABLE', `an encoding that was not asked for: ${encoding.slice(0, 50)}`)
}

async function unpacked(body: Buffer, encoding: string | null, maxBytes: number): Promise<Buffer> {
  if (encoding === null || encoding === 'identity') return body
  if (encoding !== 'gzip') throw unasked(encoding)
  try {
    return await unzip(body, { maxOutputLength: maxBytes })
  } catch (cause) {
    throw errorCode(cause) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : cause
  }
}

function tooLarge(maxBytes: number): UpstreamError {
  return new UpstreamError('UPSTREAM_TOO_LARGE', `upstream's answer is larger than ${maxBytes} bytes`)
}
