import { createHash, randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EnrolAnswer, SessionAnswer, StartAnswer } from '../../schema/farm-api.ts'
import type { BuilderId, TargetId } from '../../schema/ids.ts'
import type { Report } from '../../schema/report.ts'
import { encodeReport } from '../../schema/report-codec.ts'
import { builds } from '../../schema/tables/builds.ts'
import { builders } from '../../schema/tables/targets.ts'
import { createServer, type ServerOptions } from '../../src/http/server.ts'
import { createEnrolToken } from '../../src/jobs/enrol.ts'
import { planReleases } from '../../src/jobs/plan.ts'
import { prepareQueues } from '../../src/jobs/queues.ts'
import { signOrder } from '../../src/jobs/work-order.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { queueBackends } from '../support/queue-backends.ts'
import { addFile, addPackage, addRelease } from '../support/rows.ts'
import { waitFor } from '../support/wait-for.ts'
import { farmClient, interpreter } from './farm-client.ts'
import { rawRequest } from './raw-request.ts'

let farm: TestFarm
let app: FastifyInstance
let url: string
let options: ServerOptions
const queues = queueBackends(() => farm.url)[1]

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

beforeAll(async () => {
  farm = await createTestFarm()
  options = {
    farm,
    queueConfig: queues.config(),
    upstreamUrl: 'http://127.0.0.1:1',
    maintainerToken: randomBytes(20).toString('hex'),
    adminName: 'admin',
  }
  await prepareQueues(options.queueConfig)
  app = await createServer(options)
  url = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await app.close()
  await queues.clean()
  await farm.close()
})

/** All builders here serve one target: the lowest rung is the one that is built. */
async function enrol() {
  const token = await createEnrolToken(farm.database.db, 'test', 60_000)
  const enrolled = await farmClient(url).json('/enrol', {
    token,
    name: 'a builder',
    interpreters: [interpreter(11)],
  })
  expect(enrolled.status).toBe(201)
  const { builder, key } = EnrolAnswer.parse(enrolled.body)
  const client = farmClient(url, `Bearer ${builder}.${key}`)
  const session = await client.json('/session', { interpreters: [interpreter(11)], builderVersion: '0.1.0' })
  expect(session.status).toBe(200)
  const [target] = SessionAnswer.parse(session.body).targets
  // The farm's own answer to a session with one interpreter.
  return { id: builder as BuilderId, client, target: (target?.id ?? 0) as TargetId, session: session.body }
}

/** A build that waits on a target, with the order that a job would carry. */
async function waitingBuild(target: TargetId, name: string) {
  const { db } = farm.database
  const release = await addRelease(db, { package: await addPackage(db, { name }), version: '1.0' })
  const { sha256: sdistSha256 } = await addFile(db, { release, filename: `${name}-1.0.tar.gz` })
  await db.transaction((tx) => planReleases(tx, farm.policies, [release.id], 'a test'))
  const [build] = await db.select().from(builds).where(eq(builds.releaseId, release.id))
  if (build === undefined) throw new Error('nothing was opened')
  expect(build.targetId).toBe(target)
  return {
    build: build.id,
    sdistSha256,
    order: signOrder(farm.secret, { build: build.id, try: 1, target, sdistSha256 }),
  }
}

async function startedAttempt(name: string) {
  const builder = await enrol()
  const work = await waitingBuild(builder.target, name)
  const answer = await builder.client.json('/attempts', { order: work.order, startKey: 'k'.repeat(20) })
  expect(answer.status).toBe(201)
  return { ...builder, ...work, start: StartAnswer.parse(answer.body) }
}

function reportOf(
  started: Awaited<ReturnType<typeof startedAttempt>>,
  wheel?: { name: string; bytes: Buffer },
): Report {
  const at = new Date().toISOString()
  return {
    v: 1,
    attempt: started.start.attempt,
    build: started.build,
    try: 1,
    outcome: wheel === undefined ? 'FAILED' : 'BUILT',
    failure: wheel === undefined ? { kind: 'COMPILER', line: 'error: no', exitCode: 1 } : null,
    wheels:
      wheel === undefined
        ? []
        : [
            {
              name: wheel.name,
              size: wheel.bytes.length,
              sha256: hashOf(wheel.bytes),
              tags: ['py3-none-any'],
              requiresPython: null,
              requiresDist: [],
              libraries: [],
            },
          ],
    startedAt: at,
    finishedAt: at,
    durationMs: 1_000,
    peakMemoryBytes: null,
    sdistSha256: started.sdistSha256,
    log: { bytes: 10 },
    environment: { python: '3.11.2', pip: '24.2', builder: '0.1.0', system: 'test' },
  }
}

describe('the whole road', () => {
  test('enrol, session, start, beat, log, wheel, report: and the wheel is on the index', async () => {
    const started = await startedAttempt('whole-road')
    expect(started.session).toMatchObject({
      targets: [{ abi: 'cp311', platform: 'linux_x86_64' }],
      queue: { backend: 'postgres', schema: 'bullmq' },
      requirementsIndex: 'http://127.0.0.1:1/simple/',
      beatEveryMs: 20_000,
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
    expect((await rawRequest(url, '/simple/whole-road/')).status).toBe(404)

    const body = encodeReport(reportOf(started, { name: filename, bytes }))
    const taken = await client.report(start, body)
    expect(taken).toMatchObject({ status: 200, body: { state: 'BUILT', published: [filename] } })
    expect((await client.report(start, body)).body).toEqual(taken.body)

    const page = await waitFor('the page', async () => {
      const answer = await rawRequest(url, '/simple/whole-road/')
      return answer.status === 200 ? answer.body.toString() : undefined
    })
    expect(page).toContain(`../../files/${filename}#sha256=${hashOf(bytes)}`)
    expect((await rawRequest(url, `/files/${filename}`)).body).toEqual(bytes)
    expect((await rawRequest(url, `/files/${filename}.metadata`)).body.toString()).toContain('Name: whole-road')
  })

  test('a failed build is reported too, and another report of it refused', async () => {
    const started = await startedAttempt('sad-road')
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
      const client = farmClient(url, authorization)
      const answer = await client.report({ attempt: 1, token: 'x' }, Buffer.alloc(3_000_000))
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    }
    const stranger = farmClient(url, `Bearer 999999.${'x'.repeat(40)}`)
    expect(await stranger.json('/beats', {})).toMatchObject({ status: 403, body: { code: 'KEY_INVALID' } })
  })

  test('an enrolment token works once', async () => {
    const token = await createEnrolToken(farm.database.db, 'test', 60_000)
    const request = { token, name: 'twice', interpreters: [interpreter(11)] }
    expect((await farmClient(url).json('/enrol', request)).status).toBe(201)
    expect(await farmClient(url).json('/enrol', request)).toMatchObject({ status: 403, body: { code: 'ENROL_TOKEN' } })
  })

  test('nobody from another machine while the queues are in Postgres', async () => {
    const token = await createEnrolToken(farm.database.db, 'test', 60_000)
    const request = { token, name: 'remote', interpreters: [interpreter(11)] }
    const refused = { status: 409, body: { code: 'REDIS_REQUIRED' } }
    const proxied = await farmClient(url).json('/enrol', request, { 'x-forwarded-for': '127.0.0.1' })
    expect(proxied).toMatchObject(refused)

    const address = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal)?.address
    if (address !== undefined) {
      const everywhere = await createServer(options)
      const port = new URL(await everywhere.listen({ port: 0, host: '0.0.0.0' })).port
      const remote = await farmClient(`http://${address}:${port}`).json('/enrol', request)
      await everywhere.close()
      expect(remote).toMatchObject(refused)
    }
    expect((await farmClient(url).json('/enrol', request)).status).toBe(201)
  })

  test('only the builder of an attempt, with its token', async () => {
    const { client, start } = await startedAttempt('owned')
    const other = await enrol()
    const chunk = Buffer.from('x')
    expect(await other.client.log(start, 0, chunk)).toMatchObject({ status: 403, body: { code: 'ATTEMPT_FOREIGN' } })
    const forged = { ...start, token: 'y'.repeat(43) }
    expect(await client.log(forged, 0, chunk)).toMatchObject({ status: 403, body: { code: 'ATTEMPT_TOKEN' } })
    const unknown = { ...start, attempt: 999_999 }
    expect(await client.log(unknown, 0, chunk)).toMatchObject({ status: 404, body: { code: 'ATTEMPT_UNKNOWN' } })
  })

  test('no revoked builder, whose beat is told to exit', async () => {
    const { id, client, start } = await startedAttempt('revoked')
    await farm.database.db.update(builders).set({ revokedAt: new Date() }).where(eq(builders.id, id))
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
    const { client, target } = await enrol()
    const { order } = await waitingBuild(target, 'forged')
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

describe('what is refused at the edge', () => {
  test('bodies of the wrong shape, with their place', async () => {
    const { client } = await enrol()
    const fault = (at: string) => ({ status: 400, body: { code: 'REQUEST_INVALID', at } })
    expect(await client.json('/session', {})).toMatchObject(fault('body.interpreters'))
    const pypy = { ...interpreter(11), implementation: 'pypy' }
    const session = { interpreters: [interpreter(11), pypy], builderVersion: 'x' }
    expect(await client.json('/session', session)).toMatchObject(fault('body.interpreters[1].implementation'))
    expect(await client.json('/attempts', { order: 'x', startKey: 'short' })).toMatchObject(fault('body.startKey'))
    expect(await client.json('/beats', { extra: 'x'.repeat(1_000) })).toMatchObject({ status: 400 })
    expect(await client.json('/enrol', null)).toMatchObject(fault('body'))
    expect(await client.call('POST', '/beats', {})).toMatchObject(fault('body'))
  })

  test('bodies of the wrong type', async () => {
    const { client, start } = await startedAttempt('wrong-types')
    const json = { 'content-type': 'application/json' }
    const refused = { status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } }
    expect(await client.log(start, 0, Buffer.from('{}'), json)).toMatchObject(refused)
    expect(await client.wheel(start, 'x-1.0-py3-none-any.whl', 'a'.repeat(64), Buffer.from('{}'), json)).toMatchObject(
      refused,
    )
    expect(await client.report(start, Buffer.from('{}'), json)).toMatchObject(refused)
    const octets = { 'content-type': 'application/octet-stream' }
    expect(await client.report(start, Buffer.from('{}'), octets)).toMatchObject(refused)
    expect(await client.json('/beats', {}, octets)).toMatchObject(refused)
    const token = { 'wheelyard-attempt': start.token }
    expect(await client.call('POST', `/attempts/${start.attempt}/report`, token, 'x')).toMatchObject(refused)
  })

  test('bodies that are too long', async () => {
    const { client, start } = await startedAttempt('too-long')
    const refused = { status: 413, body: { code: 'TOO_LARGE' } }
    expect(await client.log(start, 0, Buffer.alloc(1_048_577))).toMatchObject(refused)
    expect(await client.report(start, Buffer.alloc(4_194_305))).toMatchObject(refused)
    expect(await client.json('/beats', { attempts: 'x'.repeat(262_144) })).toMatchObject(refused)
    expect((await client.log(start, 0, Buffer.alloc(1_048_576))).status).toBe(200)
    const huge = { 'content-length': String(1_024 ** 3 + 1), 'wheelyard-sha256': 'a'.repeat(64) }
    const headers = { ...huge, 'content-type': 'application/octet-stream', 'wheelyard-attempt': start.token }
    const wheel = client.call('PUT', `/attempts/${start.attempt}/wheels/x-1.0-py3-none-any.whl`, headers)
    expect(await wheel).toMatchObject(refused)
  })

  test('wheels under hostile names, or with other bytes than announced', async () => {
    const { client, start } = await startedAttempt('hostile')
    const bytes = Buffer.from('not a wheel')
    for (const name of [
      '../x',
      '/etc/x',
      'x',
      'a\0.whl',
      'ü-1.0-py3-none-any.whl',
      `${'a'.repeat(300)}-1.0-py3-none-any.whl`,
    ]) {
      const answer = await client.wheel(start, name, hashOf(bytes), bytes)
      expect(answer.status, name).toBe(400)
      expect(answer.body).toMatchObject({ code: expect.stringMatching(/WHEEL_NAME|REQUEST_INVALID/) })
    }
    const name = 'hostile-1.0-py3-none-any.whl'
    expect(await client.wheel(start, name, 'a'.repeat(64), bytes)).toMatchObject({
      status: 400,
      body: { code: 'SHA256_MISMATCH' },
    })
    expect(await client.wheel(start, name, 'A', bytes)).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID', at: 'header.wheelyard-sha256' },
    })
  })

  test.each(['', '-1', '1.5', 'x', '1e3', '9'.repeat(30)])('offset %j', async (offset) => {
    const { client } = await enrol()
    const answer = await client.log({ attempt: 1, token: 'x' }, offset, Buffer.from('x'))
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID', at: 'query.offset' } })
  })

  test('reports that are no CBOR, or of another attempt', async () => {
    const started = await startedAttempt('bad-reports')
    const invalid = { status: 400, body: { code: 'REPORT_INVALID' } }
    expect(await started.client.report(started.start, Buffer.from('hello'))).toMatchObject(invalid)
    const foreign = encodeReport({ ...reportOf(started), build: started.build + 1 })
    expect(await started.client.report(started.start, foreign)).toMatchObject({ ...invalid, body: { at: 'build' } })
  })

  test('other methods and paths', async () => {
    const { client } = await enrol()
    expect(await client.call('GET', '/enrol', {})).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect(await client.call('POST', '/attempts/1/wheels/x', {})).toMatchObject({
      status: 405,
      headers: { allow: 'PUT' },
    })
    expect(await client.call('POST', '/nothing', {}, 'x')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  })
})
