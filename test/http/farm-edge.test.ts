import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeReport } from '../../schema/report-codec.ts'
import { interpreter } from './farm-client.ts'
import { enrol, type FarmWorld, hashOf, openFarmWorld, reportOf, startedAttempt } from './farm-world.ts'

let world: FarmWorld

beforeAll(async () => {
  world = await openFarmWorld()
})
afterAll(() => world.close())

describe('what is refused at the edge', () => {
  test('bodies of the wrong shape, with their place', async () => {
    const { client } = await enrol(world)
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
    const { client, start } = await startedAttempt(world, 'wrong-types')
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
    const { client, start } = await startedAttempt(world, 'too-long')
    const refused = { status: 413, body: { code: 'TOO_LARGE' } }
    expect(await client.log(start, 0, Buffer.alloc(1_048_577))).toMatchObject(refused)
    expect(await client.report(start, Buffer.alloc(4_194_305))).toMatchObject(refused)
    expect(await client.json('/beats', { attempts: 'x'.repeat(1_048_576) })).toMatchObject(refused)
    expect((await client.log(start, 0, Buffer.alloc(1_048_576))).status).toBe(200)
    const huge = { 'content-length': String(1_024 ** 3 + 1), 'wheelyard-sha256': 'a'.repeat(64) }
    const headers = { ...huge, 'content-type': 'application/octet-stream', 'wheelyard-attempt': start.token }
    const wheel = client.call('PUT', `/attempts/${start.attempt}/wheels/x-1.0-py3-none-any.whl`, headers)
    expect(await wheel).toMatchObject(refused)
  })

  test('wheels under hostile names, or with other bytes than announced', async () => {
    const { client, start } = await startedAttempt(world, 'hostile')
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
    const { client } = await enrol(world)
    const answer = await client.log({ attempt: 1, token: 'x' }, offset, Buffer.from('x'))
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID', at: 'query.offset' } })
  })

  test('reports that are no CBOR, or of another attempt', async () => {
    const started = await startedAttempt(world, 'bad-reports')
    const invalid = { status: 400, body: { code: 'REPORT_INVALID' } }
    expect(await started.client.report(started.start, Buffer.from('hello'))).toMatchObject(invalid)
    const foreign = encodeReport({ ...reportOf(started), build: started.build + 1 })
    expect(await started.client.report(started.start, foreign)).toMatchObject({ ...invalid, body: { at: 'build' } })
  })

  test('other methods and paths', async () => {
    const { client } = await enrol(world)
    expect(await client.call('GET', '/enrol', {})).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect(await client.call('POST', '/attempts/1/wheels/x', {})).toMatchObject({
      status: 405,
      headers: { allow: 'PUT' },
    })
    expect(await client.call('POST', '/nothing', {}, 'x')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  })
})
