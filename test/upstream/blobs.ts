import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blake2b } from '@noble/hashes/blake2.js'
import { errorCode } from '../../src/errors.ts'

export interface Digests {
  md5: string
  sha256: string
  blake2b256: string
}

export function digestsOf(bytes: Buffer): Digests {
  return {
    md5: createHash('md5').update(bytes).digest('hex'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    blake2b256: Buffer.from(blake2b(bytes, { dkLen: 32 })).toString('hex'),
  }
}

/** The bytes of uploaded files, one file each, named by sha256. */
export interface Blobs {
  put(bytes: Buffer, sha256: string): Promise<void>
  /** @returns null when there are none of this hash */
  get(sha256: string): Promise<Buffer | null>
}

/** @param dir made when it is not there */
export async function openBlobs(dir: string): Promise<Blobs> {
  await mkdir(dir, { recursive: true })
  return {
    put: async (bytes, sha256) => {
      const part = join(dir, `.${sha256}.${randomBytes(4).toString('hex')}`)
      await writeFile(part, bytes)
      await rename(part, join(dir, sha256))
    },
    get: async (sha256) => {
      try {
        return await readFile(join(dir, sha256))
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return null
        throw error
      }
    },
  }
}
