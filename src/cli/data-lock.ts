import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConflictError } from '../errors.ts'
import { makeDataFolder } from './data-folder.ts'
import { isAlive } from './processes/is-alive.ts'
import { processStart } from './processes/process-start.ts'

/**
 * Keeps two farms from using one data folder: a file with our process, taken over when that process is gone.
 * @returns the release
 * @throws {ConflictError} DATA_IN_USE, naming the process that has it
 * @throws {InputError} DATA_UNUSABLE
 */
export async function lockData(dataDir: string): Promise<() => Promise<void>> {
  await makeDataFolder(dataDir)
  const path = join(dataDir, 'farm.pid')
  const owner = await runningOwner(path)
  if (owner !== null) {
    throw new ConflictError(
      'DATA_IN_USE',
      `a farm (process ${owner}) runs on ${dataDir} already; stop it, or give another folder by --data`,
    )
  }
  await rm(path, { force: true })
  const file = await open(path, 'wx')
  await file.writeFile(`${process.pid} ${(await processStart(process.pid)) ?? ''}\n`)
  await file.close()
  return () => rm(path, { force: true })
}

/** After the machine was restarted, the number in the file may be another process's: when that began tells them apart. */
async function runningOwner(path: string): Promise<number | null> {
  const [number, began = ''] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ')
  const pid = Number(number)
  if (!(pid > 0) || pid === process.pid || !isAlive(pid)) return null
  const begins = await processStart(pid)
  return began === '' || begins === null || begins === began ? pid : null
}
