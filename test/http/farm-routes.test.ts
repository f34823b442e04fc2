import { networkInterfaces } from 'node:os'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeReport } from '../../schema/report-codec.ts'
import { builders } from '../../schema/tables/targets.ts'
import { createServer } from '../../src/http/server.ts'
import { createEnrolToken } from '../../src/jobs/enrol.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { waitFor } from '../support/wait-for.ts'
import { farmClient, interpreter } from './farm-client.ts'
import { enrol, type FarmWorld, hashOf, openFarmWorld, reportOf, startedAttempt, waitingBuild } from './farm-world.ts'
import { rawRequest } from './raw-request.ts'

let world: FarmWorld

beforeAll(async () => {
  world = await openFarmWorld()
})
afterAll(() => world.close())

describe('the whole road', () => {
  test('enrol, session, start, beat, log, wheel, report: and the wheel is on the index', async () => {
    const started = await startedAttempt(world, 'whole-road')
    expect(started.session).toMatchObject({
      targets: [{ abi: 'cp311', platform: 'linux_x86_64' }],
      queue: { backend: 'postgres', schema: 'bullmq' },
      requirementsIndex: 'http://127.0.0.1:1/simple/',
      beatEveryMs: 5_000,
    })
    const { client, start } = started
    const readings = { load1: 0.5, memoryFreeBytes: 1, diskFreeBytes: 1, temperatureC: null }
    const beat = await client.json('/beats', { attempts: [start.attempt], ...readings })
    expect(beat).toMatchObject({ status: 200, body: { command: 'continue', cancel: [] } })

    expect(await client.log(start, 0, Buffer.from('hello '))).toMatchObject({ status: 200, body: { offset: 6 } })
    expect(await client.log(start, 3, Buffer.from('lo you'))).toMatchObject({ status: 200, body: { offset: 9 } })
    const hole = await client.log(start, 10, Buffer.from('x'))
    expect(hole).toMatchObject({ status: 409, body: { code: 'LOG_OFFSET', at: 'offset' } })

    const { filename, bytes } = await makeWheel({ name: 'whole-road', version: '1.0' })
    expect(await client.wheel(start, filename, hashOf(bytes), bytes)).toMatchObject({
      status: 201,
      body: { sha256: hashOf(bytes), size: bytes.length },
    })
    expect((await rawRequest(world.url, '/simple/whole-road/')).status).toBe(404)

    const body = encodeReport(reportOf(started, { name: filename, bytes }))
    const taken = await client.report(start, body)
    expect(taken).toMatchObject({ status: 200, body: { state: 'BUILT', published: [filename] } })
    expect((await client.report(start, body)).body).toEqual(taken.body)

    const page = await waitFor('the page', async () => {
      const answer = await rawRequest(world.url, '/simple/whole-road/')
      return answer.status === 200 ? answer.body.toString() : undefined
    })
    expect(page).toContain(`../../files/${filename}#sha256=${hashOf(bytes)}`)
    expect((await rawRequest(world.url, `/files/${filename}`)).body).toEqual(bytes)
    expect((await rawRequest(world.url, `/files/${filename}.metadata`)).body.toString()).toContain('Name: whole-road')
  })

  test('a failed build is reported too, and another report of it refused', async () => {
    const started = await startedAttempt(world, 'sad-road')
    const report = reportOf(started)
    expect(await started.client.report(started.start, encodeReport(report))).toMatchObject({
      status: 200,
      body: { state: 'FAILED', published: [] },
    })
    const other = await started.client.report(started.start, encodeReport({ ...report, durationMs: 2 }))
    expect(other).toMatchObject({ status: 409, body: { code: 'REPORT_CONFLICT' } })
  })
})

describe('who is let in', () => {
  test('nobody without a key, not even to send a body', async () => {
    for (const authorization of [undefined, '', 'Bearer', 'Bearer 1', 'Basic 1.xxxxxxxxxxxxxxxxxxxxxxxx']) {
      const client = farmClient(world.url, authorization)
      const answer = await client.report({ attempt: 1, token: 'x' }, Buffer.alloc(3_000_000))
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    }
    const stranger = farmClient(world.url, `Bearer 999999.${'x'.repeat(40)}`)
    expect(await stranger.json('/beats', {})).toMatchObject({ status: 403, body: { code: 'KEY_INVALID' } })
  })

  test('an enrolment token works once', async () => {
    const token = await createEnrolToken(world.farm.database.db, 'test', 60_000)
    const request = { token, name: 'twice', interpreters: [interpreter(11)] }
    expect((await farmClient(world.url).json('/enrol', request)).status).toBe(201)
    expect(await farmClient(world.url).json('/enrol', request)).toMatchObject({
      status: 403,
      body: { code: 'ENROL_TOKEN' },
    })
  })

  test('nobody from another machine while the queues are in Postgres', async () => {
    const token = await createEnrolToken(world.farm.database.db, 'test', 60_000)
    const request = { token, name: 'remote', interpreters: [interpreter(11)] }
    const refused = { status: 409, body: { code: 'REDIS_REQUIRED' } }
    const proxied = await farmClient(world.url).json('/enrol', request, { 'x-forwarded-for': '127.0.0.1' })
    expect(proxied).toMatchObject(refused)

    const address = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal)?.address
    if (address !== undefined) {
      const everywhere = await createServer(world.options)
      const port = new URL(await everywhere.listen({ port: 0, host: '0.0.0.0' })).port
      const remote = await farmClient(`http://${address}:${port}`).json('/enrol', request)
      await everywhere.close()
      expect(remote).toMatchObject(refused)
    }
    expect((await farmClient(world.url).json('/enrol', request)).status).toBe(201)
  })

  test('only the builder of an attempt, with its token', async () => {
    const { client, start } = await startedAttempt(world, 'owned')
    const other = await enrol(world)
    const chunk = Buffer.from('x')
    expect(await other.client.log(start, 0, chunk)).toMatchObject({ status: 403, body: { code: 'ATTEMPT_FOREIGN' } })
    const forged = { ...start, token: 'y'.repeat(43) }
    expect(await client.log(forged, 0, chunk)).toMatchObject({ status: 403, body: { code: 'ATTEMPT_TOKEN' } })
    const unknown = { ...start, attempt: 999_999 }
    expect(await client.log(unknown, 0, chunk)).toMatchObject({ status: 404, body: { code: 'ATTEMPT_UNKNOWN' } })
  })

  test('no revoked builder, whose beat is told to exit', async () => {
    const { id, client, start } = await startedAttempt(world, 'revoked')
    await world.farm.database.db.update(builders).set({ revokedAt: new Date() }).where(eq(builders.id, id))
    expect(await client.log(start, 0, Buffer.from('x'))).toMatchObject({
      status: 403,
      body: { code: 'BUILDER_REVOKED' },
    })
    const readings = { load1: null, memoryFreeBytes: null, diskFreeBytes: null, temperatureC: null }
    expect(await client.json('/beats', { attempts: [], ...readings })).toMatchObject({
      status: 200,
      body: { command: 'exit' },
    })
  })

  test('no order that the farm did not sign', async () => {
    const { client, target } = await enrol(world)
    const { order } = await waitingBuild(world, target, 'forged')
    const startKey = 's'.repeat(20)
    for (const wrong of ['nonsense', order.replace(/\.1\./, '.2.'), `${order}x`]) {
      expect(await client.json('/attempts', { order: wrong, startKey })).toMatchObject({
        status: 403,
        body: { code: 'ORDER_INVALID' },
      })
    }
    const first = await client.json('/attempts', { order, startKey })
    expect(await client.json('/attempts', { order, startKey })).toMatchObject({ status: 201, body: first.body })
    expect(await client.json('/attempts', { order, startKey: 't'.repeat(20) })).toMatchObject({
      status: 409,
      body: { code: 'ATTEMPT_TAKEN' },
    })
  })
})
