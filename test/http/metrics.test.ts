import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookForIncidents } from '../../src/jobs/watch.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { makeApiWorld } from './api-world.ts'
import { rawRequest } from './raw-request.ts'
import { type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
beforeAll(async () => {
  farm = await createTestFarm()
  await makeApiWorld(farm.database.db)
  await farm.database.sql`insert into upstream_cursor (id, serial, reached_at) values (1, 1, now() - interval '1 hour')`
  await lookForIncidents(farm)
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

test('every line is one of Prometheus, and an incident shows', async () => {
  const { status, headers, body } = await rawRequest(api.url, '/metrics', {})
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  const lines = body.toString().trimEnd().split('\n')
  for (const line of lines)
    expect(line).toMatch(/^(# (HELP|TYPE) wheelyard_\w+ .+|wheelyard_\w+(\{\w+="[^"]*"\})? -?\d+(\.\d+)?)$/)
  expect(lines).toContain('wheelyard_incidents{kind="SYNC_LAGS"} 1')
  expect(lines).toContain('wheelyard_target_waiting{target="cp39 linux_armv7l"} 1')
})

test('the incident is in GraphQL, and on the front page with its likely cause', async () => {
  const document = '{ incidents(open: true) { nodes { kind subject text cause endedAt } } }'
  expect((await api.ask(document)).data).toMatchObject({
    incidents: {
      nodes: [{ kind: 'SYNC_LAGS', subject: 'farm', cause: expect.stringContaining('sync'), endedAt: null }],
    },
  })
  const page = (await rawRequest(api.url, '/', {})).body.toString()
  expect(page).toContain('upstream was last reached 60 minutes ago')
})

test('all who ask within some seconds get one answer', async () => {
  const ask = async () => (await rawRequest(api.url, '/metrics', {})).body.toString()
  const [one, ...others] = await Promise.all([ask(), ask(), ask()])
  for (const other of others) expect(other).toBe(one)
})
