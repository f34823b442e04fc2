import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Redis } from 'ioredis'
import { findRedisProgram, startOwnRedis } from './own-redis.ts'
import { answersAsRedis } from './redis-answer.ts'
import { isLeftover } from './run-name.ts'

/** Before every key and user that tests make in a Redis which others may use too. */
export const REDIS_PREFIX = 'wheelyard-test-'

const LOCAL = 'redis://127.0.0.1:6379'

export interface SharedRedis {
  url: string
  close(): Promise<void>
}

/**
 * Finds the Redis of the tests: `REDIS_URL`, else the one at 127.0.0.1:6379, else one started here, which on Debian
 * root installs first.
 * @throws {Error} one line that says what to install
 */
export async function openSharedRedis(): Promise<SharedRedis> {
  const given = process.env.REDIS_URL
  if (given !== undefined && given !== '') {
    if (await answersAsRedis(given)) return { url: given, close: async () => {} }
    throw new Error('no Redis 6.2 or newer answers at REDIS_URL')
  }
  if (await answersAsRedis(LOCAL)) return { url: LOCAL, close: async () => {} }
  if (findRedisProgram() === null && !installRedis()) {
    throw new Error('The tests need Redis: install redis-server or valkey-server (6.2 or newer), or set REDIS_URL.')
  }
  return startOwnRedis()
}

/** Returns false where this is not Debian, or we are not root, or there is no such package. */
function installRedis(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.log('Installing redis-server (apt-get) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'redis-server')
  } catch {
    return false
  }
  return findRedisProgram() !== null
}

/** Removes the keys and users of this run, and those of runs that were killed long ago. */
export async function cleanSharedRedis(url: string, runPrefix: string): Promise<void> {
  const redis = new Redis(url)
  const isOurs = (name: string) => name.startsWith(runPrefix) || isLeftover(name, REDIS_PREFIX)
  try {
    for await (const keys of redis.scanStream({ match: `${REDIS_PREFIX}*`, count: 1_000 })) {
      const ours = (keys as string[]).filter(isOurs) // scanStream yields arrays of keys, but is typed as any stream
      if (ours.length > 0) await redis.unlink(...ours)
    }
    for (const user of await redis.acl('USERS')) {
      if (isOurs(user)) await redis.acl('DELUSER', user)
    }
  } finally {
    redis.disconnect()
  }
}
