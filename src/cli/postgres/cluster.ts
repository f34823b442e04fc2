import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FarmError } from '../../errors.ts'
import { type Account, asAccount, giveFolder } from './account.ts'
import type { Binaries } from './binaries.ts'
import { ensurePassword, type Place, POSTGRES_NAME, readOrNull } from './place.ts'
import { runTool } from './tool.ts'

/** The major version that made the data; null if there is none yet. */
export async function clusterMajor(place: Place): Promise<number | null> {
  const text = await readOrNull(join(place.cluster, 'PG_VERSION'))
  return text === null ? null : Number(text)
}

/**
 * Makes the data of an empty PostgreSQL: UTF-8, text sorted by code point, scram passwords. It appears under its name
 * only when it is whole, so that a broken-off start is simply done again.
 * @throws {FarmError} POSTGRES_UNAVAILABLE with initdb's own words
 */
export async function createCluster(place: Place, binaries: Binaries, account: Account): Promise<void> {
  const unfinished = `${place.cluster}.new`
  await rm(unfinished, { recursive: true, force: true })
  await ensurePassword(place)
  await giveFolder(account, place.folder, { again: true })
  const args = [
    `--pgdata=${unfinished}`,
    `--username=${POSTGRES_NAME}`,
    `--pwfile=${place.password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...localeFlags(binaries.major),
  ]
  const { code, output } = await runTool({ ...asAccount(account, binaries.initdb, args), cwd: place.folder })
  if (code !== 0) {
    throw new FarmError('POSTGRES_UNAVAILABLE', `PostgreSQL could not be set up in ${place.folder}:\n${output.trim()}`)
  }
  await rename(unfinished, place.cluster)
}

/** `builtin` needs no locale of the system and sorts alike everywhere; it came with PostgreSQL 17. */
function localeFlags(major: number): string[] {
  if (major >= 17) return ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  return [process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C']
}
