import { createHmac } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { QueueConnection } from '../../schema/farm-api.ts'
import type { BuilderId } from '../../schema/ids.ts'
import { queueName } from '../../schema/job.ts'
import { UpstreamError } from '../errors.ts'
import type { QueueUserRow } from '../store/builders.ts'
import { readQueuePassword } from '../store/settings.ts'
import type { Farm } from './farm.ts'
import { placeOf, queueRole } from './postgres-queues.ts'
import { openRedis, type QueueConfig } from './queues.ts'

type TargetName = { abi: string; platform: string }
type RedisConfig = Extract<QueueConfig, { backend: 'redis' }>

/**
 * What a BullMQ worker and its scripts call, and no more; a test runs one under it. INFO is among them, since without it BullMQ spins and
 * takes nothing. All but the connection's own act on keys, which must be of the user's patterns; nothing looks at or over other keys.
 */
const COMMANDS = [
  ...['auth', 'hello', 'ping', 'select', 'quit', 'client|setname', 'info', 'multi', 'exec'],
  ...['eval', 'evalsha', 'script|load'],
  ...['del', 'exists', 'get', 'set', 'incr', 'pexpire', 'pttl'],
  ...['hget', 'hset', 'hmget', 'hmset', 'hgetall', 'hincrby', 'hdel', 'hexists'],
  ...['llen', 'lpush', 'rpush', 'lpop', 'lrem', 'lrange', 'ltrim', 'rpoplpush'],
  ...['sadd', 'srem', 'scard', 'smembers', 'xadd', 'xtrim'],
  ...['zadd', 'zcard', 'zcount', 'zscore', 'zrem', 'zrange', 'zrangebyscore', 'zrevrange', 'zrevrangebyscore'],
  ...['zpopmin', 'bzpopmin', 'zremrangebyrank', 'zremrangebyscore'],
].map((command) => `+${command}`)

/**
 * Lets a builder at the queues of its targets.
 * @returns the connection to hand to the builder. On Redis the user is its own; on Postgres (same host only) it is the role of
 *   all builders of this farm, which sees BullMQ's schema alone
 * @throws {UpstreamError} REDIS_UNREACHABLE
 */
export async function grantQueueAccess(
  farm: Farm,
  config: QueueConfig,
  builder: BuilderId,
  targets: readonly TargetName[],
): Promise<QueueConnection> {
  if (config.backend === 'postgres') {
    const { host, port, database } = placeOf(config.databaseUrl)
    const password = await readQueuePassword(farm.database.db)
    return { backend: 'postgres', host, port, database, user: queueRole(database), password, schema: config.schema }
  }
  await setRedisUsers(farm, config, [{ builder, gone: false, targets: [...targets] }])
  const url = new URL(config.url)
  url.username = ''
  url.password = ''
  return {
    backend: 'redis',
    url: url.toString(),
    username: userName(config, builder),
    password: passwordOf(farm.secret, builder),
    prefix: config.prefix,
  }
}

/** Makes the Redis users of builders as they must be, and removes those of revoked ones. Redis forgets them at a restart. */
export async function setRedisUsers(farm: Farm, config: RedisConfig, users: readonly QueueUserRow[]): Promise<void> {
  const redis = openRedis(config.url)
  try {
    await redis.connect()
    for (const user of users) await setRedisUser(redis, farm.secret, config, user)
  } catch (cause) {
    throw new UpstreamError('REDIS_UNREACHABLE', 'the queue users cannot be set in Redis', { cause })
  } finally {
    redis.disconnect()
  }
}

async function setRedisUser(redis: Redis, secret: Buffer, config: RedisConfig, user: QueueUserRow): Promise<void> {
  const name = userName(config, user.builder)
  if (user.gone) {
    await redis.call('ACL', 'DELUSER', name)
    return
  }
  const keys = user.targets.map((target) => `~${config.prefix}:${queueName(target)}:*`)
  const rules = ['reset', 'on', `>${passwordOf(secret, user.builder)}`, 'resetchannels', ...keys, '-@all', ...COMMANDS]
  await redis.call('ACL', 'SETUSER', name, ...rules)
}

/** One name per farm and builder: several farms may share a Redis under different prefixes. */
const userName = (config: RedisConfig, builder: BuilderId): string => `${config.prefix}-builder-${builder}`

/** Derived, so that the user can be made again at any time without the password being kept. */
const passwordOf = (secret: Buffer, builder: BuilderId): string =>
  createHmac('sha256', secret).update(`wheelyard queue user\n${builder}`).digest('base64url')
