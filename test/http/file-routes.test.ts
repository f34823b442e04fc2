import { rm } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wheels } from '../../schema/tables/wheels.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { type PublishedWheel, publishWheel } from '../support/publish-wheel.ts'
import { rawRequest } from './raw-request.ts'
import { serveIndex } from './serve-index.ts'

let farm: TestFarm
let app: FastifyInstance
let url: string
let wheel: PublishedWheel
let path: string
let size: number

beforeAll(async () => {
  farm = await createTestFarm()
  ;({ app, url } = await serveIndex(farm))
  wheel = await publishWheel(farm, { name: 'demo', version: '1.0', requiresDist: ['six'] })
  path = `/files/${wheel.filename}`
  size = wheel.bytes.length
})
afterAll(async () => {
  await app.close()
  await farm.close()
})

const get = (headers: Record<string, string> = {}) => rawRequest(url, path, { headers })

describe('a wheel', () => {
  test('comes whole, for ever the same, and is never compressed', async () => {
    const answer = await get({ 'accept-encoding': 'gzip' })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual(wheel.bytes)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      etag: `"${wheel.sha256}"`,
    })
    expect(answer.headers['content-encoding']).toBeUndefined()
  })

  test('has its METADATA beside it, byte for byte', async () => {
    const answer = await rawRequest(url, `${path}.metadata`)
    expect(answer.body.toString()).toBe(wheel.metadata)
    expect(answer.headers).toMatchObject({
      etag: `"${wheel.metadataSha256}"`,
      'content-length': String(wheel.metadata.length),
    })
  })

  test('answers HEAD with the length, also when a range is asked for', async () => {
    for (const headers of [{}, { range: 'bytes=0-3' }] as Record<string, string>[]) {
      const answer = await rawRequest(url, path, { method: 'HEAD', headers })
      expect(answer.status).toBe(200)
      expect(answer.headers).toMatchObject({ 'content-length': String(size), 'accept-ranges': 'bytes' })
      expect(answer.body).toHaveLength(0)
    }
  })

  test('is answered 304 to who has it', async () => {
    const answer = await get({ 'if-none-match': `"${wheel.sha256}"`, range: 'bytes=0-3' })
    expect(answer.status).toBe(304)
    expect(answer.headers).toMatchObject({
      etag: `"${wheel.sha256}"`,
      'cache-control': expect.stringMatching(/immutable/),
    })
  })
})

describe('ranges', () => {
  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=10-', 10, Number.POSITIVE_INFINITY],
    ['bytes=5-999999', 5, Number.POSITIVE_INFINITY],
    ['bytes=0-0', 0, 1],
  ])('%s is a part', async (range, start, end) => {
    const answer = await get({ range })
    const part = wheel.bytes.subarray(start, Math.min(end, size))
    expect(answer.status).toBe(206)
    expect(answer.body).toEqual(part)
    expect(answer.headers).toMatchObject({
      'content-range': `bytes ${start}-${start + part.length - 1}/${size}`,
      'content-length': String(part.length),
      etag: `"${wheel.sha256}"`,
    })
  })

  test('the last bytes can be asked for, and more of them than there are', async () => {
    expect((await get({ range: 'bytes=-7' })).body).toEqual(wheel.bytes.subarray(-7))
    const all = await get({ range: 'bytes=-999999999999999999999' })
    expect([all.status, all.headers['content-range']]).toEqual([206, `bytes 0-${size - 1}/${size}`])
    expect(all.body).toEqual(wheel.bytes)
  })

  test.each(['bytes=999999-', 'bytes=-0', 'bytes=9-3', 'bytes=99999999-99999999,77777777-88888888'])(
    '%s is 416',
    async (range) => {
      const answer = await get({ range })
      expect([answer.status, answer.headers['content-range']]).toEqual([416, `bytes */${size}`])
      expect(answer.headers['cache-control']).toBeUndefined()
    },
  )

  test.each(['bytes=0-1,5-6', 'lines=0-3', 'bytes', 'bytes=', 'bytes=x-y', 'bytes=1-2-3', 'bytes=--5', ''])(
    '%j is the whole',
    async (range) => {
      const answer = await get({ range })
      expect([answer.status, answer.body.length]).toEqual([200, size])
    },
  )

  test('If-Range gives the part to who has the first part of this file, and the whole to others', async () => {
    const same = await get({ range: 'bytes=10-', 'if-range': `"${wheel.sha256}"` })
    expect(same.status).toBe(206)
    for (const other of ['"other"', `W/"${wheel.sha256}"`, 'Wed, 21 Oct 2026 07:28:00 GMT']) {
      expect((await get({ range: 'bytes=10-', 'if-range': other })).status).toBe(200)
    }
  })
})

describe('names', () => {
  test('a plus is a plus, quoted or not, and a name is decoded once', async () => {
    const local = await publishWheel(farm, { name: 'local', version: '1.0', filename: 'local-1.0+x-py3-none-any.whl' })
    for (const name of [
      'local-1.0+x-py3-none-any.whl',
      'local-1.0%2Bx-py3-none-any.whl',
      'local-1.0%2bx-py3-none-any.whl?q=1',
    ]) {
      expect((await rawRequest(url, `/files/${name}`)).body).toEqual(local.bytes)
    }
    for (const name of ['local-1.0%20x-py3-none-any.whl', 'local-1.0%252Bx-py3-none-any.whl']) {
      expect((await rawRequest(url, `/files/${name}`)).status).toBe(404)
    }
  })

  test.each([
    ['/files/', 404],
    ['/files', 404],
    ['/files/nothing.whl', 404],
    ['/files/.metadata', 404],
    ['/files/..', 404],
    ['/files/../simple/', 404],
    ['/files/..%2f..%2fetc%2fpasswd', 404],
    ['/files/%2fetc%2fpasswd', 404],
    ['/files/a%5cb.whl', 404],
    ['/files/a%00.whl', 404],
    ['/files/a%0d%0aset-cookie:x.whl', 404],
    ["/files/'%20or%201=1--", 404],
    ['/files/%ff.whl', 400],
    ['/files/%u0041.whl', 400],
    ['/files/%F0%9F%90%8D.whl', 404],
    [`/files/${'a'.repeat(300)}.whl`, 404],
    [`/files/${'a'.repeat(9_000)}.whl`, 404],
    ['/files/DEMO-1.0-py3-none-any.whl', 404],
    ['/files/demo-1.0-py3-none-any.whl.metadata.metadata', 404],
    ['/files/demo-1.0-py3-none-any.whl/', 404],
  ])('%s is %i, with a code', async (hostile, status) => {
    const answer = await rawRequest(url, hostile)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body.toString()).code).toMatch(/^(NOT_FOUND|URL_INVALID)$/)
  })

  test('an absolute address and one with a fragment are taken for what they are', async () => {
    expect((await rawRequest(url, `${path}#sha256=abc`)).status).toBe(200)
  })
})

test('a file that the disk has lost is the fault of the farm, told without a path', async () => {
  const lost = await publishWheel(farm, { name: 'lost', version: '1.0' })
  await rm(await farm.artifacts.path(lost.sha256))
  const answer = await rawRequest(url, `/files/${lost.filename}`)
  expect(answer.status).toBe(500)
  expect(JSON.parse(answer.body.toString())).toEqual({
    code: 'ARTIFACT_LOST',
    message: expect.not.stringContaining('/'),
  })
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers.etag).toBeUndefined()
})

test('a withdrawn wheel is gone without any notice', async () => {
  const withdrawn = await publishWheel(farm, { name: 'withdrawn', version: '1.0' })
  const change = { withdrawnAt: new Date(), withdrawnReason: 'bad' }
  await farm.database.db.update(wheels).set(change).where(eq(wheels.id, withdrawn.wheelId))
  expect((await rawRequest(url, `/files/${withdrawn.filename}`)).status).toBe(404)
})
