import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** Bytes to send, with a strong ETag of their own. */
export interface Representation {
  body: Buffer
  /** With its quotes. */
  etag: string
}

/** A rendered page, ready to be sent as it is or compressed. */
export interface Page {
  identity: Representation
  /** Null when it would not be smaller. */
  gzip: Representation | null
}

const compress = promisify(gzip)

export async function makePage(text: string): Promise<Page> {
  const body = Buffer.from(text)
  const compressed = await compress(body)
  return { identity: withTag(body), gzip: compressed.length < body.length ? withTag(compressed) : null }
}

/** The bytes that a page takes in memory. */
export function pageBytes({ identity, gzip }: Page): number {
  return identity.body.length + (gzip?.body.length ?? 0)
}

function withTag(body: Buffer): Representation {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` }
}
