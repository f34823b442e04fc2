import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HttpClient, openHttpClient } from '../../src/sync/http-client.ts'

let server: Server
let client: HttpClient
let answer: (request: IncomingMessage, response: ServerResponse) => void
const stop = new AbortController()
beforeEach(async () => {
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is never a text.
  client = openHttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, null, stop.signal)
})
afterEach(async () => {
  await client.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const ask = (given: { totalMs?: number; path?: string } = {}) =>
  client.ask({ path: '/page', accept: 'application/json', maxBytes: 100_000, totalMs: 30_000, ...given })

test('says who it is, unpacks what is packed, and reads type and headers', async () => {
  let heard: IncomingMessage['headers'] = {}
  answer = (request, response) => {
    heard = request.headers
    response.writeHead(200, {
      'content-type': 'Application/JSON; charset=utf-8',
      'content-encoding': 'gzip',
      'x-one': '1',
    })
    response.end(gzipSync('{"a":1}'))
  }

  const got = await ask()

  expect([got.status, got.contentType, got.header('X-One'), got.header('x-two'), got.body.toString()]).toEqual([
    200,
    'application/json',
    '1',
    null,
    '{"a":1}',
  ])
  expect(heard).toMatchObject({ accept: 'application/json', 'accept-encoding': 'gzip' })
  expect(heard['user-agent']).toMatch(/^wheelyard\/\d+\.\d+\.\d+ \(\+.+\)$/)
})

test.each([
  ['a body without end', (response: ServerResponse) => void endless(response)],
  [
    'a small body that unpacks to a large one',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(Buffer.alloc(10_000_000)))
    },
  ],
])('%s is cut off', async (_, send) => {
  answer = (_request, response) => send(response)
  await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_TOO_LARGE' })
})

function endless(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(16_384)));
    response.once('drain', more)
  }
  more()
}

test.each([
  ['never answers', () => {}],
  [
    'answers a byte at a time',
    (response: ServerResponse) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    },
  ],
  [
    'ends too early',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('half')
      response.destroy()
    },
  ],
  [
    'packs badly',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end('this is no gzip')
    },
  ],
  [
    'packs halfway',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync('x'.repeat(1_000)).subarray(0, 15))
    },
  ],
  [
    'packs in another way',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-encoding': 'br' })
      response.end('x')
    },
  ],
])('an upstream that %s counts as unreachable', async (_, send) => {
  answer = (_request, response) => send(response)
  await expect(ask({ totalMs: 500 })).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' })
})

test('follows a redirect at home, and none that leads away or in circles', async () => {
  answer = (request, response) => {
    const to = { '/page': '/there', '/away': 'http://127.0.0.1:1/', '/circle': '/circle', '/odd': 'http://' }[
      request.url ?? ''
    ]
    if (to === undefined) response.end('arrived')
    else response.writeHead(301, { location: to }).end()
  }

  expect((await ask()).body.toString()).toBe('arrived')
  for (const path of ['/away', '/circle', '/odd']) {
    await expect(ask({ path })).rejects.toMatchObject({ code: 'UPSTREAM_STATUS' })
  }
})

test.each([
  [503, { 'retry-after': '7' }, { code: 'UPSTREAM_BUSY', retryAfterS: 7 }],
  [429, {}, { code: 'UPSTREAM_BUSY', retryAfterS: undefined }],
  [500, {}, { code: 'UPSTREAM_STATUS' }],
  [403, {}, { code: 'UPSTREAM_REFUSED' }],
  [408, {}, { code: 'UPSTREAM_STATUS' }],
])('status %i is told as an error', async (status, headers, error) => {
  answer = (_request, response) => response.writeHead(status, headers).end('no')
  await expect(ask()).rejects.toMatchObject(error)
})

test('404 is an answer', async () => {
  answer = (_request, response) => response.writeHead(404).end('no')
  expect((await ask()).status).toBe(404)
})
