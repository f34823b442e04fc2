import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConflictError } from '../errors.ts'
import { isAlive } from './processes/is-alive.ts'

/**
 * Keeps two farms from using one data folder: a file with our process id, taken over when that process is gone.
 * @returns the release
 * @throws {ConflictError} DATA_IN_USE, naming the process that has it
 */
export async function lockData(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, 'farm.pid')
  const owner = Number(await readFile(path, 'utf8').catch(() => ''))
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new ConflictError(
      'DATA_IN_USE',
      `a farm (process ${owner}) runs on ${dataDir} already; stop it, or give another folder by --data`,
    )
  }
  await rm(path, { force: true })
  const file = await open(path, 'wx')
  await file.writeFile(`${process.pid}\n`)
  await file.close()
  return () => rm(path, { force: true })
}
