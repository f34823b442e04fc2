import { Redis } from 'ioredis'

/** Whether a Redis that the farm can use (6.2 or newer, open to us) answers at this address. */
export async function answersAsRedis(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 })
  redis.on('error', () => {})
  try {
    await redis.connect()
    const version = /^redis_version:(\d+)\.(\d+)/m.exec(await redis.info('server'))
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])]
    return major > 6 || (major === 6 && minor >= 2)
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}
