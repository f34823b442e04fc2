import { open } from 'node:fs/promises'
import { errorCode, InputError } from '../errors.ts'

/** All of PyPI's names take less. */
const MOST_BYTES = 32 * 1_048_576

/**
 * Names from a file, one on each line; what stands behind a `#` is for people.
 * @throws {InputError} NAMES_FILE when it cannot be read or is too large
 */
export async function readNames(path: string): Promise<string[]> {
  const text = await readBounded(path)
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
}

async function readBounded(path: string): Promise<string> {
  try {
    const file = await open(path)
    try {
      if ((await file.stat()).size > MOST_BYTES) throw new InputError('NAMES_FILE', `${path} is larger than 32 MiB`)
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError('NAMES_FILE', `${path} cannot be read: ${errorCode(cause) ?? 'unknown'}`, { cause })
  }
}
