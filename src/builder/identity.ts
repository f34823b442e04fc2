import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { errorCode, InputError } from '../errors.ts'
import { writeDurably } from './durable-files.ts'

/** What the farm knows this builder by. The key is shown once, so the file is all there is of it. */
export const Identity = z.strictObject({
  builder: z.number().int(),
  key: z.string().min(1),
  /** The farm that it was enrolled with. */
  server: z.string().nullable().default(null),
  /** The interpreters that a person named then; null: whatever is found. */
  pythons: z.array(z.string()).nullable().default(null),
})
export type Identity = z.infer<typeof Identity>

const fileOf = (dataDir: string): string => join(dataDir, 'identity.json')

/**
 * @returns null when this builder was never enrolled
 * @throws {InputError} IDENTITY_UNREADABLE when the file is there but is not ours
 */
export async function readIdentity(dataDir: string): Promise<Identity | null> {
  const path = fileOf(dataDir)
  try {
    return Identity.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null
    throw new InputError('IDENTITY_UNREADABLE', 'the identity file cannot be read: remove it and enrol anew', {
      cause,
      at: path,
    })
  }
}

/** Keeps the identity, readable by this user alone. */
export async function writeIdentity(dataDir: string, identity: Identity): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeDurably(fileOf(dataDir), `${JSON.stringify(Identity.parse(identity))}\n`)
}
