import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { InputError, NotFoundError } from '../errors.ts'
import type { Artifacts, StoredObject } from './artifacts.ts'
import { asDiskFault, asMissing } from './disk-fault.ts'
import { writeAll } from './positioned-io.ts'

/** No upload takes a day: a temporary file older than this was left by a process that died. */
const ABANDONED_AFTER_MS = 86_400_000

type ObjectStore = Pick<Artifacts, 'receive' | 'open' | 'path' | 'size' | 'checkWritable' | 'freeBytes'>

/**
 * Content-addressed files: `objects/ab/cdef…` for the hash `abcdef…`. A file appears there whole or not at all: it is
 * written to `incoming/`, synced, then renamed, so processes may store the same bytes at the same time.
 */
export async function openObjects(dir: string): Promise<ObjectStore> {
  const incoming = join(dir, 'incoming')
  await mkdir(join(dir, 'objects'), { recursive: true })
  await mkdir(incoming, { recursive: true })
  await removeAbandoned(incoming)
  const fileOf = (sha256: string): string => objectFile(dir, sha256)

  return {
    receive: (source, options) => receive(incoming, fileOf, source, options),
    open: async (sha256, range) => {
      const handle = await open(fileOf(sha256), 'r').catch((error) => Promise.reject(asMissing(error, sha256)))
      return handle.createReadStream(range ?? {})
    },
    path: async (sha256) => {
      await sizeOf(fileOf(sha256), sha256)
      return fileOf(sha256)
    },
    size: async (sha256) => sizeOf(fileOf(sha256), sha256),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dir)
      return bavail * bsize
    },
    checkWritable: async () => {
      await withTemporary(incoming, (_file, handle) => writeAll(handle, Buffer.from('ok'), 0))
    },
  }
}

/** A hash is a path here, so nothing that is no hash goes further. */
function objectFile(dir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new NotFoundError('ARTIFACT_MISSING', 'no artifact has such a hash')
  return join(dir, 'objects', sha256.slice(0, 2), sha256.slice(2))
}

async function receive(
  incoming: string,
  fileOf: (sha256: string) => string,
  source: Readable | Buffer,
  { maxBytes, sha256 }: { maxBytes: number; sha256?: string },
): Promise<StoredObject> {
  return withTemporary(incoming, async (temporary, handle) => {
    const stored = await copyHashed(source, handle, maxBytes)
    if (sha256 !== undefined && stored.sha256 !== sha256) {
      throw new InputError('SHA256_MISMATCH', `the bytes received have the sha256 ${stored.sha256}`)
    }
    await handle.chmod(0o644)
    await handle.sync()
    await keep(temporary, fileOf(stored.sha256), stored)
    return stored
  })
}

/** Gives `work` a new file in `incoming/`, which is gone afterwards unless `work` has renamed it. */
async function withTemporary<T>(incoming: string, work: (file: string, handle: FileHandle) => Promise<T>): Promise<T> {
  const file = join(incoming, randomUUID())
  try {
    const handle = await open(file, 'wx', 0o644)
    try {
      return await work(file, handle)
    } finally {
      await handle.close()
      await rm(file, { force: true })
    }
  } catch (error) {
    throw asDiskFault(error)
  }
}

async function copyHashed(source: Readable | Buffer, to: FileHandle, maxBytes: number): Promise<StoredObject> {
  const hash = createHash('sha256')
  let size = 0
  // The source is left open when its bytes are refused: it may be a request, whose connection must still carry the answer.
  const chunks: AsyncIterable<Buffer> | Buffer[] = Buffer.isBuffer(source)
    ? [source]
    : source.iterator({ destroyOnReturn: false })
  for await (const chunk of chunks) {
    if (size + chunk.length > maxBytes) {
      throw new InputError('TOO_LARGE', `more than the ${maxBytes} bytes that may be sent`)
    }
    await writeAll(to, chunk, size)
    hash.update(chunk)
    size += chunk.length
  }
  return { sha256: hash.digest('hex'), size }
}

/** Moves a synced file to its place, unless it is there whole; one of another size was damaged and is replaced. */
async function keep(temporary: string, file: string, stored: StoredObject): Promise<void> {
  const there = await sizeOf(file, stored.sha256).catch(() => null)
  if (there === stored.size) return
  const folder = dirname(file)
  const made = await mkdir(folder, { recursive: true })
  await rename(temporary, file)
  await syncFolder(folder)
  if (made !== undefined) await syncFolder(dirname(folder))
}

async function sizeOf(file: string, sha256: string): Promise<number> {
  const found = await stat(file).catch((error) => Promise.reject(asMissing(error, sha256)))
  return found.size
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function removeAbandoned(incoming: string): Promise<void> {
  const before = Date.now() - ABANDONED_AFTER_MS
  for (const name of await readdir(incoming)) {
    const file = join(incoming, name)
    const found = await stat(file).catch(() => null)
    if (found !== null && found.mtimeMs < before) await rm(file, { force: true })
  }
}
