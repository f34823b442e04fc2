import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { dirname, join } from 'node:path'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createServer, type ServerOptions } from '../../src/http/server.ts'
import { attemptToken } from '../../src/jobs/attempt-token.ts'
import { hashSecret } from '../../src/jobs/identity.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { publishWheel } from '../support/publish-wheel.ts'
import { addAttemptRow, addBuilderRow, addBuildRow, addPackage, addRelease, addTargetRow } from '../support/rows.ts'
import { waitFor } from '../support/wait-for.ts'
import { farmClient } from './farm-client.ts'
import { rawRequest } from './raw-request.ts'

let farm: TestFarm
let options: ServerOptions
let app: FastifyInstance
let url: string
let logged: Record<string, unknown>[] = []

beforeAll(async () => {
  const lines = new Writable({
    write(line: Buffer, _encoding, done) {
      logged.push(JSON.parse(line.toString()))
      done()
    },
  })
  farm = await createTestFarm({ log: pino({ level: 'debug' }, lines) })
  options = {
    farm,
    queueConfig: { backend: 'postgres', databaseUrl: farm.url, schema: 'bullmq' },
    upstreamUrl: 'http://127.0.0.1:1',
    maintainerToken: randomBytes(20).toString('hex'),
    adminName: 'admin',
  }
  app = await createServer(options)
  url = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await app.close()
  await farm.close()
})
beforeEach(() => {
  logged = []
})

/** Each has a target of its own: CPython 3.101 and on, since `publishWheel` counts from 3.1. */
let targetsMade = 100

/** A builder that is in the middle of an attempt. */
async function builderAtWork() {
  const { db } = farm.database
  const key = randomBytes(32).toString('base64url')
  const target = await addTargetRow(db, { abi: `cp3${++targetsMade}` })
  const builder = await addBuilderRow(db, { keySha256: hashSecret(key), targets: [target] })
  const release = await addRelease(db, { package: await addPackage(db) })
  const build = await addBuildRow(db, { release, target, work: 'BUILDING', climbing: true, tries: 1 })
  const { id, startKey } = await addAttemptRow(db, { build, builder })
  const authorization = `Bearer ${builder.id}.${key}`
  return { builder, authorization, start: { attempt: id, token: attemptToken(farm.secret, id, startKey) } }
}

test('everything is mounted on one port', async () => {
  await publishWheel(farm, { name: 'mounted', version: '1.0' })
  for (const path of [
    '/',
    '/livez',
    '/readyz',
    '/simple/',
    '/simple/mounted/',
    '/files/mounted-1.0-py3-none-any.whl',
  ]) {
    expect((await rawRequest(url, path)).status, path).toBe(200)
  }
  const api = await rawRequest(url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  })
  expect(JSON.parse(api.body.toString())).toEqual({ data: { __typename: 'Query' } })
  expect((await rawRequest(url, '/graphql', { method: 'DELETE' })).headers.allow).toBe('GET, HEAD, POST')
  expect((await rawRequest(url, '/farm/v1/nothing')).status).toBe(404)
})

test('a request leaves one line: debug for users, info for builders, with the ids it is about', async () => {
  const { builder, authorization, start } = await builderAtWork()
  await rawRequest(url, '/simple/nobody/?token=secret')
  await farmClient(url, authorization).log(start, 0, Buffer.from('hello'))
  const lines = await waitFor('two lines', async () => {
    const answered = logged.filter(({ msg }) => msg === 'answered')
    return answered.length === 2 ? answered : undefined
  })

  expect(lines).toEqual([
    expect.objectContaining({ level: 20, method: 'GET', path: '/simple/nobody/', status: 404 }),
    expect.objectContaining({
      level: 30,
      method: 'POST',
      path: `/farm/v1/attempts/${start.attempt}/log`,
      status: 200,
      builder: builder.id,
      attempt: start.attempt,
    }),
  ])
  expect(JSON.stringify(logged)).not.toMatch(/secret|Bearer/)
})

test('a wheel goes to disk as it comes, and one that breaks off leaves nothing', async () => {
  const { authorization, start } = await builderAtWork()
  const { sha256 } = await farm.artifacts.receive(Buffer.from('x'), { maxBytes: 1 })
  const incoming = join(dirname(await farm.artifacts.path(sha256)), '..', '..', 'incoming')
  const sent = request(`${url}/farm/v1/attempts/${start.attempt}/wheels/demo-1.0-py3-none-any.whl`, {
    method: 'PUT',
    headers: {
      authorization,
      'wheelyard-attempt': start.token,
      'wheelyard-sha256': 'a'.repeat(64),
      'content-type': 'application/octet-stream',
    },
  })
  sent.on('error', () => {})
  sent.write(Buffer.alloc(3_000_000))
  await waitFor('the bytes on disk', async () => {
    const [name] = await readdir(incoming)
    return name !== undefined && (await stat(join(incoming, name))).size === 3_000_000 ? true : undefined
  })

  sent.destroy()
  await waitFor('the file to go', async () => ((await readdir(incoming)).length === 0 ? true : undefined))
  await waitFor('the line', async () => logged.find(({ code }) => code === 'BODY_INCOMPLETE'))
  expect(logged.filter(({ level }) => Number(level) >= 40)).toEqual([])
})

test('a body that is refused while it comes is still answered', async () => {
  const { authorization, start } = await builderAtWork()
  const client = farmClient(url, authorization)
  const answer = await client.wheel(start, 'demo-1.0-py3-none-any.whl', 'a'.repeat(64), Buffer.alloc(5_000_000))
  expect(answer).toMatchObject({ status: 400, body: { code: 'SHA256_MISMATCH' } })
  const unnamed = await client.wheel(start, 'no-wheel', 'a'.repeat(64), Buffer.alloc(5_000_000))
  expect(unnamed).toMatchObject({ status: 400, body: { code: 'WHEEL_NAME' } })
})

test('close ends idle connections and what the server listened to', async () => {
  const { sql } = farm.database
  const other = await createServer(options)
  const address = await other.listen({ port: 0, host: '127.0.0.1' })
  const agent = new Agent({ keepAlive: true })
  const sent = request(`${address}/livez`, { agent }).end()
  const [answer] = await once(sent, 'response')
  answer.resume()
  await once(answer, 'end')

  await other.close()
  await expect(fetch(`${address}/livez`)).rejects.toThrow()
  agent.destroy()
  expect((await sql`select 1 as one`)[0]).toEqual({ one: 1 })
})
