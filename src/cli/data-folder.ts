import { access, constants, mkdir } from 'node:fs/promises'
import { errorCode, InputError } from '../errors.ts'

/**
 * Makes the data folder unless it is there.
 * @throws {InputError} DATA_UNUSABLE when this user cannot make it or write in it
 */
export async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true })
    await access(dataDir, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const why = errorCode(cause) ?? String(cause)
    const message = `the data folder ${dataDir} cannot be used (${why}): mend its rights, or give another by --data`
    throw new InputError('DATA_UNUSABLE', message, { cause })
  }
}
