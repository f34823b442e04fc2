import { gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { publishWheel } from '../support/publish-wheel.ts'
import { waitFor } from '../support/wait-for.ts'
import { rawRequest } from './raw-request.ts'
import { serveIndex } from './serve-index.ts'

const jsonType = 'application/vnd.pypi.simple.v1+json'

let farm: TestFarm
let app: FastifyInstance
let url: string

beforeAll(async () => {
  farm = await createTestFarm()
  ;({ app, url } = await serveIndex(farm))
})
afterAll(async () => {
  await app.close()
  await farm.close()
})

async function _filesOf(name: string): Promise<{ filename: string; yanked: boolean | string }[] | number> {
  const answer = await rawRequest(url, `/simple/${name}/`, { headers: { accept: jsonType } })
  return answer.status === 200 ? JSON.parse(answer.body.toString()).files : answer.status
}

describe('a project page', () => {
  test('comes in the form asked for, with what caches and clients need', async () => {
    const wheel = await publishWheel(farm, { name: 'Form.Pkg', version: '1.0', requiresPython: '>=3.6' })

    const json = await rawRequest(url, '/simple/form-pkg/', { headers: { accept: jsonType } })
    expect(json.status).toBe(200)
    expect(json.headers).toMatchObject({
      'content-type': jsonType,
      'cache-control': 'public, max-age=60, stale-if-error=86400',
      vary: 'Accept, Accept-Encoding',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
      'content-length': String(json.body.length),
    })
    expect(JSON.parse(json.body.toString())).toMatchObject({
      name: 'form-pkg',
      versions: ['1.0'],
      files: [
        {
          filename: 'form_pkg-1.0-py3-none-any.whl',
          hashes: { sha256: wheel.sha256 },
          'core-metadata': { sha256: wheel.metadataSha256 },
          'requires-python': '>=3.6',
          size: wheel.bytes.length,
        },
      ],
    })

    const html = await rawRequest(url, '/simple/form-pkg/')
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(html.body.toString()).toContain(`#sha256=${wheel.sha256}"`)
    const versioned = await rawRequest(url, '/simple/form-pkg/', {
      headers: { accept: 'application/vnd.pypi.simple.v1+html' },
    })
    expect(versioned.headers['content-type']).toBe('application/vnd.pypi.simple.v1+html')
    expect(versioned.body).toEqual(html.body)
  })

  test('is compressed when asked, with a strong ETag for each variant', async () => {
    await publishWheel(farm, { name: 'variants', version: '1.0' })
    const etags = new Set<string | undefined>()
    for (const accept of [jsonType, 'text/html']) {
      const plain = await rawRequest(url, '/simple/variants/', { headers: { accept } })
      const packed = await rawRequest(url, '/simple/variants/', {
        headers: { accept, 'accept-encoding': 'gzip, deflate' },
      })
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(packed.headers['content-encoding']).toBe('gzip')
      expect(gunzipSync(packed.body)).toEqual(plain.body)
      etags.add(plain.headers.etag).add(packed.headers.etag)
    }
    expect(etags.size).toBe(4)
    for (const etag of etags) expect(etag).toMatch(/^"[^"]+"$/)
  })

  test('is sent as it is to who does not want it compressed', async () => {
    await publishWheel(farm, { name: 'plain', version: '1.0' })
    for (const accepted of ['identity', 'gzip;q=0', 'zstd, br', 'identity, gzip;q=0.5', '']) {
      const answer = await rawRequest(url, '/simple/plain/', { headers: { 'accept-encoding': accepted } })
      expect(answer.headers['content-encoding']).toBeUndefined()
      expect(answer.body.toString()).toContain('<!DOCTYPE html>')
    }
  })

  test('is answered 304 to who has this very variant', async () => {
    await publishWheel(farm, { name: 'known', version: '1.0' })
    const headers = { accept: jsonType }
    const { headers: first } = await rawRequest(url, '/simple/known/', { headers })
    const etag = first.etag ?? ''

    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await rawRequest(url, '/simple/known/', { headers: { ...headers, 'if-none-match': known } })
      expect(again.status).toBe(304)
      expect(again.body).toHaveLength(0)
      expect(again.headers).toMatchObject({
        etag,
        vary: 'Accept, Accept-Encoding',
        'cache-control': expect.stringMatching(/max-age=60/),
      })
    }
    const html = await rawRequest(url, '/simple/known/', { headers: { 'if-none-match': etag } })
    expect(html.status).toBe(200)
  })

  test('answers HEAD as GET, without the body', async () => {
    await publishWheel(farm, { name: 'headed', version: '1.0' })
    const get = await rawRequest(url, '/simple/headed/')
    const head = await rawRequest(url, '/simple/headed/', { method: 'HEAD' })
    expect(head.body).toHaveLength(0)
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' })
  })
})

describe('addresses', () => {
  test.each([
    ['/simple', 'simple/', '/simple/'],
    ['/simple/addressed', 'addressed/', '/simple/addressed/'],
    ['/simple/Addressed', 'addressed/', '/simple/addressed/'],
    ['/simple/ADD_.ressed/', '../add-ressed/', '/simple/add-ressed/'],
    ['/simple/a%2Eb/', '../a-b/', '/simple/a-b/'],
  ])('%s is redirected', async (path, location, target) => {
    const answer = await rawRequest(url, path, { headers: { host: 'evil.example' } })
    expect(answer.status).toBe(301)
    expect(answer.headers.location).toBe(location)
    expect(new URL(location, new URL(path, url)).pathname).toBe(target)
  })

  test.each([
    ['/simple/a/b/', 404],
    ['/simple//', 404],
    ['/simple/..%2f..%2fetc/', 404],
    ['/simple/%00/', 404],
    ['/simple/%zz/', 400],
    ['/simple/%c3%28/', 400],
    ['/simple/__proto__/', 404],
    ['/simple/\u00e9/', 400],
    [`/simple/${'a'.repeat(5_000)}/`, 404],
    ['/nowhere', 404],
  ])('%s is %i', async (path, status) => {
    expect((await rawRequest(url, path)).status).toBe(status)
  })

  test('the root lists what has wheels, in both forms', async () => {
    await publishWheel(farm, { name: 'Rooted.Pkg', version: '1.0' })
    const html = await waitFor('the new name', async () => {
      const answer = await rawRequest(url, '/simple/')
      return answer.body.includes('<a href="rooted-pkg/">Rooted.Pkg</a>') ? answer : undefined
    })
    expect(html.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': expect.stringMatching(/max-age=600/),
    })
    const json = await waitFor('the new name', async () => {
      const { body } = await rawRequest(url, '/simple/', { headers: { accept: jsonType } })
      return body.includes('Rooted.Pkg') ? JSON.parse(body.toString()) : undefined
    })
    expect(json.meta).toEqual({ 'api-version': '1.4' })
    expect(json.projects).toContainEqual({ name: 'Rooted.Pkg' })
    const names = json.projects.map(({ name }: { name: string }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    '%s is 405 with Allow, whatever the body',
    async (method) => {
      for (const path of ['/simple/', '/simple/x/', '/files/x.whl', '/livez']) {
        const answer = await rawRequest(url, path, { method, headers: { 'content-type': 'strange/one' }, body: 'x' })
        expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
      }
    },
  )

  test('where nothing is, 404 is JSON with a code, whatever is sent', async () => {
    const answer = await rawRequest(url, '/nowhere', {
      method: 'POST',
      headers: { 'content-type': 'strange/one' },
      body: 'x',
    })
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'NOT_FOUND' })
  })
})
