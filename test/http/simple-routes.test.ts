import { gunzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wheels } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import { notify } from '../../src/store/notify.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { publishWheel } from '../support/publish-wheel.ts'
import { addPackage } from '../support/rows.ts'
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

async function filesOf(name: string): Promise<{ filename: string; yanked: boolean | string }[] | number> {
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

describe('what a page shows', () => {
  test('a package without a servable wheel is 404 in plain text, until it has one', async () => {
    await addPackage(farm.database.db, { name: 'empty' })
    for (const path of [
      '/simple/empty/',
      '/simple/never-heard-of/',
      '/simple/not%20a%20name/',
      `/simple/${'x'.repeat(300)}/`,
    ]) {
      const answer = await rawRequest(url, path)
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8'])
    }

    await publishWheel(farm, { name: 'empty', version: '1.0' })
    await waitFor('the new wheel', async () => (typeof (await filesOf('empty')) === 'number' ? undefined : true))
  })

  test('versions stand in the order of their sort keys', async () => {
    for (const [version, sortKey] of [
      ['1.10', 'c'],
      ['1.9', 'b'],
      ['1.10rc1', 'bz'],
      ['1.0', 'Z'],
    ] as const) {
      const { releaseId } = await publishWheel(farm, { name: 'ordered', version })
      await farm.database.db.update(releases).set({ sortKey }).where(eq(releases.id, releaseId))
    }
    await notify(farm.database.db, { kind: 'package', name: 'ordered' })
    const names = ['1.0', '1.9', '1.10rc1', '1.10'].map((version) => `ordered-${version}-py3-none-any.whl`)
    await waitFor('the order', async () => {
      const files = await filesOf('ordered')
      return Array.isArray(files) && files.map(({ filename }) => filename).join() === names.join() ? true : undefined
    })
  })

  const now = new Date()
  const hidings: [string, (wheel: Awaited<ReturnType<typeof publishWheel>>) => Promise<unknown>][] = [
    ['withdrawn', (w) => farm.database.db.update(wheels).set({ withdrawnAt: now }).where(eq(wheels.id, w.wheelId))],
    [
      'gone-release',
      (w) => farm.database.db.update(releases).set({ gone: 'REMOVED' }).where(eq(releases.id, w.releaseId)),
    ],
    [
      'hidden-release',
      (w) => farm.database.db.update(releases).set({ hiddenSerial: 9 }).where(eq(releases.id, w.releaseId)),
    ],
    ['removed', (w) => farm.database.db.update(packages).set({ removedAt: now }).where(eq(packages.id, w.packageId))],
    [
      'quarantined',
      (w) => farm.database.db.update(packages).set({ status: 'quarantined' }).where(eq(packages.id, w.packageId)),
    ],
    [
      'hidden',
      (w) =>
        farm.database.db.update(packages).set({ hiddenSerial: 9, pageSerial: 8 }).where(eq(packages.id, w.packageId)),
    ],
  ]
  test.each(hidings)('%s: page, file and metadata vanish at once', async (name, hide) => {
    const wheel = await publishWheel(farm, { name, version: '1.0' })
    await waitFor('the wheel', async () => (typeof (await filesOf(name)) === 'number' ? undefined : true))

    await hide(wheel)
    await notify(farm.database.db, { kind: 'package', name })
    await waitFor('a 404', async () => ((await filesOf(name)) === 404 ? true : undefined))
    expect((await rawRequest(url, `/files/${wheel.filename}`)).status).toBe(404)
    expect((await rawRequest(url, `/files/${wheel.filename}.metadata`)).status).toBe(404)
    const root = await rawRequest(url, '/simple/', { headers: { accept: jsonType } })
    expect(JSON.parse(root.body.toString()).projects).not.toContainEqual({ name })
  })

  test('a page as new as the event shows again what the event hid', async () => {
    const wheel = await publishWheel(farm, { name: 'shown-again', version: '1.0' })
    const shown = { hiddenSerial: 9, pageSerial: 9 }
    await farm.database.db.update(packages).set(shown).where(eq(packages.id, wheel.packageId))
    await notify(farm.database.db, { kind: 'package', name: 'shown-again' })
    expect((await rawRequest(url, `/files/${wheel.filename}`)).status).toBe(200)
    expect(await filesOf('shown-again')).toHaveLength(1)
  })

  test('one release that goes leaves the others', async () => {
    await publishWheel(farm, { name: 'partly', version: '1.0' })
    const gone = await publishWheel(farm, { name: 'partly', version: '2.0' })
    await farm.database.db.update(releases).set({ gone: 'QUARANTINED' }).where(eq(releases.id, gone.releaseId))
    await notify(farm.database.db, { kind: 'package', name: 'partly' })
    await waitFor('one file', async () => {
      const files = await filesOf('partly')
      return Array.isArray(files) && files.length === 1 ? true : undefined
    })
    expect(await filesOf('partly')).toMatchObject([{ filename: 'partly-1.0-py3-none-any.whl' }])
  })

  test('a yanked release is served with the flag', async () => {
    const wheel = await publishWheel(farm, { name: 'yanked', version: '1.0' })
    const yank = { yanked: true, yankedReason: 'broken' }
    await farm.database.db.update(releases).set(yank).where(eq(releases.id, wheel.releaseId))
    await notify(farm.database.db, { kind: 'package', name: 'yanked' })
    await waitFor('the flag', async () => {
      const files = await filesOf('yanked')
      return Array.isArray(files) && files[0]?.yanked === 'broken' ? true : undefined
    })
    expect((await rawRequest(url, `/files/${wheel.filename}`)).status).toBe(200)
  })

  test('after a lost connection to the notices, nothing old is believed', async () => {
    const wheel = await publishWheel(farm, { name: 'reconnected', version: '1.0' })
    await waitFor('the wheel', async () => (Array.isArray(await filesOf('reconnected')) ? true : undefined))
    await farm.database.db.update(wheels).set({ withdrawnAt: now }).where(eq(wheels.id, wheel.wheelId))
    expect(await filesOf('reconnected')).toHaveLength(1)

    await farm.database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`
    await waitFor('a 404', async () => ((await filesOf('reconnected')) === 404 ? true : undefined), 30_000)
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
