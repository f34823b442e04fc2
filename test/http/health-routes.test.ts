import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Artifacts } from '../../src/artifacts/artifacts.ts'
import { FarmError } from '../../src/errors.ts'
import { bareServer } from '../../src/http/bare-server.ts'
import { mountHealthRoutes } from '../../src/http/health-routes.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { openDatabase } from '../../src/store/database.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { rawRequest } from './raw-request.ts'

let farm: TestFarm
const apps: FastifyInstance[] = []

beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(async () => {
  for (const app of apps) await app.close()
  await farm.close()
})

async function ask(path: string, given: Partial<Farm> = {}) {
  const app = bareServer(farm.log)
  apps.push(app)
  mountHealthRoutes(app, { ...farm, ...given })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const { status, headers, body } = await rawRequest(url, path)
  return { status, cache: headers['cache-control'], body: JSON.parse(body.toString()) }
}

const allWell = { database: 'ok', migrations: 'ok', artifacts: 'ok' }

test('a process that is up and has all it needs says so', async () => {
  expect(await ask('/livez')).toEqual({ status: 200, cache: 'no-store', body: { status: 'ok' } })
  expect(await ask('/readyz')).toEqual({ status: 200, cache: 'no-store', body: { status: 'ok', checks: allWell } })
})

test('without a database it lives but is not ready, and says no more than that', async () => {
  const database = openDatabase('postgres://nobody@127.0.0.1:1/none')
  const answer = await ask('/readyz', { database })
  await database.close()
  const checks = { database: 'failed', migrations: 'failed', artifacts: 'ok' }
  expect(answer).toMatchObject({ status: 503, body: { status: 'failed', checks } })
})

test('a database that lacks the newest migration is not ready', async () => {
  const { db } = farm.database
  const { rows } = { rows: await db.execute(sql`select max(created_at) as newest from drizzle.__drizzle_migrations`) }
  const newest = Number(rows[0]?.newest)
  await db.execute(
    sql`update drizzle.__drizzle_migrations set created_at = created_at - 1 where created_at = ${newest}`,
  )
  expect(await ask('/readyz')).toMatchObject({ status: 503, body: { checks: { ...allWell, migrations: 'failed' } } })
  await db.execute(sql`update drizzle.__drizzle_migrations set created_at = ${newest} where created_at = ${newest - 1}`)
  expect(await ask('/readyz')).toMatchObject({ status: 200 })
})

test('artifacts that cannot be written are named', async () => {
  const checkWritable = async () => {
    throw new FarmError('ARTIFACTS_UNWRITABLE', 'the disk is full')
  }
  const artifacts: Artifacts = { ...farm.artifacts, checkWritable }
  expect(await ask('/readyz', { artifacts })).toMatchObject({
    status: 503,
    body: { checks: { ...allWell, artifacts: 'failed' } },
  })
})
