import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { InputError } from '../errors.ts'

/** What a farm makes in its data folder; a person's own files beside it stay. */
const parts = ['postgres', 'artifacts', 'builders', 'upstream', 'logs', 'maintainer-token']

/**
 * Clears the data folder, for `--fresh`. The caller holds its lock.
 * @throws {InputError} FRESH_ELSEWHERE when the database or the queues are not in that folder: without its wheels a database
 *   that remembers them is broken
 */
export async function clearData({ dataDir, databaseUrl, redisUrl }: Config): Promise<void> {
  const elsewhere = [...(databaseUrl === null ? [] : ['DATABASE_URL']), ...(redisUrl === null ? [] : ['REDIS_URL'])]
  if (elsewhere.length > 0) {
    const message =
      `--fresh clears the data folder only, and ${elsewhere.join(' and ')} say that more of this farm is elsewhere: ` +
      'empty that yourself and start without --fresh, or unset them'
    throw new InputError('FRESH_ELSEWHERE', message)
  }
  for (const part of parts) await rm(join(dataDir, part), { recursive: true, force: true })
}
