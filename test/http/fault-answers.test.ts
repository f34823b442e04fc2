import { once } from 'node:events'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AccessError, ConflictError, FarmError, InputError, NotFoundError, UpstreamError } from '../../src/errors.ts'
import { bareServer } from '../../src/http/bare-server.ts'
import { openDatabase } from '../../src/store/database.ts'
import { readIndexProjects } from '../../src/store/index-pages.ts'
import { waitFor } from '../support/wait-for.ts'
import { rawRequest } from './raw-request.ts'

let app: FastifyInstance
let url: string
let failure: unknown
let logged: Record<string, unknown>[]

beforeEach(async () => {
  logged = []
  const lines = new Writable({
    write(line: Buffer, _encoding, done) {
      logged.push(JSON.parse(line.toString()))
      done()
    },
  })
  app = bareServer(pino({ level: 'debug' }, lines))
  app.get('/fails', async () => {
    throw failure
  })
  app.post('/takes', async () => ({}))
  app.post('/throws', async (request) => {
    for await (const _ of request.raw) void _
    throw new Error('not reached')
  })
  url = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(async () => app.close())

async function answerTo(error: unknown) {
  failure = error
  const { status, headers, body } = await rawRequest(url, '/fails')
  return { status, retryAfter: headers['retry-after'], body: JSON.parse(body.toString()) }
}

test('a full disk is a 507 that says when to come back, and not where the disk is', async () => {
  const full = new FarmError('STORAGE_FULL', 'the folder /srv/secret is full')
  const fromPostgres = new Error('query failed', { cause: Object.assign(new Error('disk full'), { code: '53100' }) })
  for (const error of [full, fromPostgres]) {
    expect(await answerTo(error)).toEqual({
      status: 507,
      retryAfter: '60',
      body: { code: 'STORAGE_FULL', message: expect.not.stringContaining('/srv') },
    })
  }
})

describe('what a client is told', () => {
  test.each([
    [
      new InputError('BAD', 'it is bad', { at: 'files[3]' }),
      400,
      { code: 'BAD', message: 'it is bad', at: 'files[3]' },
    ],
    [new AccessError('UNAUTHENTICATED', 'who?'), 401, { code: 'UNAUTHENTICATED', message: 'who?' }],
    [new AccessError('ATTEMPT_FOREIGN', 'not yours'), 403, { code: 'ATTEMPT_FOREIGN', message: 'not yours' }],
    [new NotFoundError('NONE', 'none'), 404, { code: 'NONE', message: 'none' }],
    [new ConflictError('TAKEN', 'taken'), 409, { code: 'TAKEN', message: 'taken' }],
    [new ConflictError('GONE_BUILD', 'gone'), 410, { code: 'GONE_BUILD', message: 'gone' }],
    [new InputError('TOO_LARGE', 'too large'), 413, { code: 'TOO_LARGE', message: 'too large' }],
  ])('%s', async (error, status, body) => {
    expect(await answerTo(error)).toEqual({ status, retryAfter: undefined, body })
    expect(logged.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })

  test('when to come again', async () => {
    const told = await answerTo(new UpstreamError('LATER', 'later', { retryAfterS: 61.2 }))
    expect(told).toEqual({ status: 503, retryAfter: '62', body: { code: 'LATER', message: 'later' } })
    expect((await answerTo(new UpstreamError('LATER', 'later'))).retryAfter).toBe('5')
  })

  test.each([
    [new Error('password=hunter2 in /srv/secret'), 'INTERNAL'],
    [new FarmError('DISK', 'hunter2 in /srv/secret'), 'DISK'],
    [Object.assign(new Error('hunter2'), { statusCode: 500 }), 'INTERNAL'],
    ['hunter2', 'INTERNAL'],
    [Object.assign(new Error('hunter2'), { code: 'ENOENT' }), 'INTERNAL'],
  ])('nothing of what nobody foresaw, which the log has under the id that is told', async (error, code) => {
    failure = error
    const answer = await rawRequest(url, '/fails')
    expect(answer.status).toBe(500)
    expect(answer.body.toString()).not.toContain('hunter2')
    expect(JSON.parse(answer.body.toString()).code).toBe(code)
    const line = logged.find(({ level }) => level === 50)
    expect(line).toMatchObject({ request: answer.headers['request-id'], code })
    expect(JSON.stringify(line)).toContain('hunter2')
  })

  test('that the database is away', async () => {
    const nowhere = openDatabase('postgres://nobody@127.0.0.1:1/none')
    const error = await readIndexProjects(nowhere.db).catch((thrown) => thrown)
    await nowhere.close()
    expect(await answerTo(error)).toMatchObject({
      status: 503,
      retryAfter: '5',
      body: { code: 'DATABASE_UNAVAILABLE' },
    })
  })
})

describe('what cannot be read', () => {
  const json = { 'content-type': 'application/json' }
  test.each([
    ['another content type', { 'content-type': 'text/csv' }, 'a,b', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no content type', {}, 'x', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['an unreadable content type', { 'content-type': ';;;' }, 'x', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no JSON', json, '{"a":', 400, 'JSON_INVALID'],
    ['nothing', json, '', 400, 'JSON_INVALID'],
    ['a prototype', json, '{"__proto__":{"a":1}}', 400, 'JSON_INVALID'],
    ['too much', json, `"${'x'.repeat(262_144)}"`, 413, 'TOO_LARGE'],
  ])('%s', async (_, headers, body, status, code) => {
    const answer = await rawRequest(url, '/takes', { method: 'POST', headers, body })
    expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([status, code])
  })

  test('a request that breaks off is the fault of nobody fault', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write('POST /throws HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{')
    await new Promise<void>((sent) => socket.end(() => sent()))
    socket.destroy()
    const line = await waitFor('the line', async () => logged.find(({ msg }) => msg === 'request refused'))
    expect(line).toMatchObject({ level: 20, code: 'BODY_INCOMPLETE' })
    expect(logged.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })
})
