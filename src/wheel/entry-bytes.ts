import type { Entry, ZipFile } from 'yauzl'
import { wheelFault } from './wheel-fault.ts'

/**
 * Passes the contents of an entry on, chunk by chunk. yauzl ends with an error when they are longer or shorter than the
 * zip directory says.
 */
export async function* entryChunks(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await zip.openReadStreamPromise(entry)
  try {
    for await (const chunk of stream) yield chunk as Buffer // a byte stream without an encoding yields Buffers
  } finally {
    stream.destroy()
  }
}

/** The whole of a small entry. @throws {InputError} WHEEL_INVALID when it is longer than `maxBytes` */
export async function entryBytes(zip: ZipFile, entry: Entry, maxBytes: number): Promise<Buffer> {
  if (entry.uncompressedSize > maxBytes) throw wheelFault(entry.fileName, `longer than ${maxBytes} bytes`)
  const chunks: Buffer[] = []
  for await (const chunk of entryChunks(zip, entry)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Bytes `offset` to `offset + length` of an entry, fewer where it ends before; memory stays at `length`. */
export async function entryRange(zip: ZipFile, entry: Entry, offset: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let position = 0
  for await (const chunk of entryChunks(zip, entry)) {
    const part = chunk.subarray(Math.max(0, offset - position), Math.max(0, offset + length - position))
    if (part.length > 0) parts.push(Buffer.from(part))
    position += chunk.length
    if (position >= offset + length) break
  }
  return Buffer.concat(parts)
}
