import { Redis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import { startOwnPostgres } from './own-postgres.ts'
import { startOwnRedis } from './own-redis.ts'
import { withAdmin } from './shared-postgres.ts'

test('a Redis of its own can be killed and comes back empty at its address', async () => {
  const own = await startOwnRedis()
  onTestFinished(own.close)
  const redis = new Redis(own.url)
  redis.on('error', () => {})
  onTestFinished(() => redis.disconnect())
  await redis.set('key', 'value')

  await own.kill()
  await own.restart()

  expect(await redis.get('key')).toBeNull()
})

test('a PostgreSQL of its own can be killed and comes back with its rows at its address', async () => {
  const own = await startOwnPostgres()
  onTestFinished(own.close)
  await withAdmin(own.url, (sql) => sql`create table kept as select 1 as n`)

  await own.kill()
  await own.restart()

  expect([...(await withAdmin(own.url, (sql) => sql`select n from kept`))]).toEqual([{ n: 1 }])
})
