import { gunzipSync } from 'node:zlib'
import { unpackTar } from 'modern-tar'
import { fromBufferPromise } from 'yauzl'
import { InputError } from '../../src/errors.ts'
import { parseHeaders, requiredHeader, singleHeader } from '../../src/wheel/headers.ts'
import type { ReleaseMetadata } from './model.ts'

/** What an sdist or wheel says about itself. */
export interface ArchiveMetadata {
  name: string
  version: string
  metadata: ReleaseMetadata
  /** The whole METADATA of a wheel or PKG-INFO of an sdist. */
  bytes: Buffer
}

/**
 * Reads PKG-INFO of a `.tar.gz` or `.zip` sdist, or METADATA of a wheel. Files come from whoever runs the stand-in, so
 * nothing is checked beyond what is needed.
 * @throws {InputError} STAND_IN_FILE
 */
export async function readArchive(filename: string, archive: Buffer): Promise<ArchiveMetadata> {
  try {
    const bytes = await readMetadataFile(filename, archive)
    const headers = parseHeaders(bytes, filename)
    return {
      name: requiredHeader(headers, 'Name', filename),
      version: requiredHeader(headers, 'Version', filename),
      metadata: {
        requiresPython: singleHeader(headers, 'Requires-Python', filename),
        summary: singleHeader(headers, 'Summary', filename),
        requiresDist: [...(headers.get('requires-dist') ?? [])],
      },
      bytes,
    }
  } catch (cause) {
    throw new InputError('STAND_IN_FILE', `cannot read the metadata of ${filename}: ${String(cause)}`, { cause })
  }
}

async function readMetadataFile(filename: string, archive: Buffer): Promise<Buffer> {
  const wanted = filename.endsWith('.whl') ? /^[^/]+\.dist-info\/METADATA$/ : /^[^/]+\/PKG-INFO$/
  const found = /\.(whl|zip)$/.test(filename) ? await findInZip(archive, wanted) : await findInTar(archive, wanted)
  if (found === null) throw new InputError('STAND_IN_FILE', `there is no ${wanted.source} in it`)
  return found
}

async function findInTar(archive: Buffer, wanted: RegExp): Promise<Buffer | null> {
  const entries = await unpackTar(gunzipSync(archive), { filter: (header) => wanted.test(header.name) })
  const data = entries[0]?.data
  return data === undefined ? null : Buffer.from(data)
}

async function findInZip(archive: Buffer, wanted: RegExp): Promise<Buffer | null> {
  const zip = await fromBufferPromise(archive)
  for await (const entry of zip.eachEntry()) {
    if (!wanted.test(entry.fileName)) continue
    const chunks: Buffer[] = []
    // A byte stream without an encoding yields Buffers.
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }
  return null
}
