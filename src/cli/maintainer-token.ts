import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { errorCode } from '../errors.ts'

/** The token that mutations ask for: from the environment, or made once and kept in the data folder, readable by its owner only. */
export async function maintainerToken(config: Pick<Config, 'maintainerToken' | 'dataDir'>): Promise<string> {
  if (config.maintainerToken !== null) return config.maintainerToken
  const path = join(config.dataDir, 'maintainer-token')
  await mkdir(config.dataDir, { recursive: true })
  try {
    await writeFile(path, `wym_${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  return (await readFile(path, 'utf8')).trim()
}
