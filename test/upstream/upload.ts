import { InputError } from '../../src/errors.ts'
import { type ArchiveMetadata, readArchive } from './archive-metadata.ts'
import { type Blobs, digestsOf } from './blobs.ts'
import type { Change, StoredFile } from './model.ts'

/** A file as its uploader hands it in; what is absent is read from the archive itself. */
export interface Upload {
  filename: string
  bytes: Buffer
  name?: string | undefined
  version?: string | undefined
  requiresPython?: string | null | undefined
  summary?: string | null | undefined
  uploadedAt: Date
}

/**
 * Stores the bytes and says what the upload changes.
 * @throws {InputError} STAND_IN_FILE when name or version are neither given nor to be read
 */
export async function uploadToChange(blobs: Blobs, upload: Upload): Promise<Change> {
  const read = await tryRead(upload)
  const { name = read?.name, version = read?.version } = upload
  if (name === undefined || version === undefined) {
    throw new InputError('STAND_IN_FILE', `${upload.filename}: neither name nor version`)
  }
  const isWheel = upload.filename.endsWith('.whl')
  const metadataBytes = isWheel && read !== null ? read.bytes : null
  const file = describe(upload, metadataBytes)
  await blobs.put(upload.bytes, file.sha256)
  if (metadataBytes !== null && file.metadataSha256 !== null) await blobs.put(metadataBytes, file.metadataSha256)
  const metadata = {
    requiresPython:
      upload.requiresPython === undefined ? (read?.metadata.requiresPython ?? null) : upload.requiresPython,
    summary: upload.summary === undefined ? (read?.metadata.summary ?? null) : upload.summary,
    requiresDist: read?.metadata.requiresDist ?? [],
  }
  return { kind: 'file', name, version, file, metadata }
}

/** An archive that cannot be read matters only when it has to tell name and version. */
async function tryRead(upload: Upload): Promise<ArchiveMetadata | null> {
  try {
    return await readArchive(upload.filename, upload.bytes)
  } catch (error) {
    if (upload.name === undefined || upload.version === undefined) throw error
    return null
  }
}

function describe(upload: Upload, metadata: Buffer | null): StoredFile {
  return {
    filename: upload.filename,
    ...kindOf(upload.filename),
    size: upload.bytes.length,
    ...digestsOf(upload.bytes),
    metadataSha256: metadata === null ? null : digestsOf(metadata).sha256,
    uploadedAt: upload.uploadedAt.toISOString(),
  }
}

const kindsByEnding: readonly [ending: RegExp, packagetype: string][] = [
  [/\.egg$/, 'bdist_egg'],
  [/\.exe$/, 'bdist_wininst'],
  [/\.msi$/, 'bdist_msi'],
  [/\.rpm$/, 'bdist_rpm'],
  [/\.dmg$/, 'bdist_dmg'],
  [/\.deb$/, 'bdist_dumb'],
]

/** PyPI's packagetype and python_version of a file, from its name. */
function kindOf(filename: string): { packagetype: string; pythonVersion: string } {
  if (filename.endsWith('.whl'))
    return { packagetype: 'bdist_wheel', pythonVersion: filename.split('-').at(-3) ?? 'any' }
  const packagetype = kindsByEnding.find(([ending]) => ending.test(filename))?.[1]
  if (packagetype === undefined) return { packagetype: 'sdist', pythonVersion: 'source' }
  return { packagetype, pythonVersion: /-py(\d+\.\d+)/.exec(filename)?.[1] ?? 'any' }
}
