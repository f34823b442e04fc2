import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attempts } from '../../schema/tables/builds.ts'
import { versionSortKey } from '../../src/ladder/version.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addPackage, addRelease } from '../support/rows.ts'
import { type ApiWorld, makeApiWorld } from './api-world.ts'
import { rawRequest } from './raw-request.ts'
import { type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
let world: ApiWorld
beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeApiWorld(farm.database.db)
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

const get = async (path: string) => {
  const { status, headers, body } = await rawRequest(api.url, path)
  return { status, headers, html: body.toString() }
}

/** What a reader sees of a page: its text without markup, with single spaces. */
const textOf = (html: string): string =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')

describe('every page', () => {
  test.each(['/', '/api', '/package/demo-pkg', '/build/1', '/package/nothing', '/build/x'])(
    '%s is HTML without a script, that may load nothing from elsewhere and be framed by nobody',
    async (path) => {
      const { headers, html } = await get(path)
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
      expect(html).toMatch(/^<!doctype html><html lang="en">/)
      expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1"/>')
      expect(html).not.toMatch(/<script|<b>|javascript:|style=|\son[a-z]+=/i)
    },
  )
})

describe('the front page', () => {
  test('says what this is, how to use it, and what goes on', async () => {
    const { status, html } = await get('/')
    const text = textOf(html)

    expect(status).toBe(200)
    expect(text).toContain(`pip install --extra-index-url ${api.url}/simple/ NAME`)
    expect(text).toContain(`pip install --index-url ${api.url}/simple/ NAME`)
    expect(text).toContain('PyPI has not been looked at yet')
    expect(text).toMatch(
      /cp39 linux_armv7l Active Python 3\.9\.2, Debian 11 1 1 backlog oldest [\w ]+ 1 behind busy builders 0 \d built 0 failed 1 in 1 out 1 built 0 failed/,
    )
    expect(text).toContain('Newest failures')
    expect(text).toContain('cp311 linux_armv7l Missing header fatal error: <foo.h>: No such file')
    expect(text).toContain(
      'pi-<b>4</b> Unsafe <b>no box</b> Debian GNU/Linux 12 (bookworm) Building load 1.5, 61 °C, 5.0 GB of memory free Demo.Pkg 1.1',
    )
    expect(text).toContain('Demo.Pkg 1.1 cp311 linux_armv7l Failed build 2 Missing header')
    expect(html).toContain('<meta http-equiv="refresh" content="10"/>')
  })

  test('can be made to stand still', async () => {
    const { html } = await get('/?reload=off')
    expect(html).not.toContain('http-equiv="refresh"')
    expect(html).toContain('<a href="/">Let it reload by itself</a>')
  })

  test('believes no odd Host header', async () => {
    const { body } = await rawRequest(api.url, '/', { headers: { host: 'evil"><script>' } })
    expect(body.toString()).toContain('http://localhost/simple/')
  })

  test('of an empty farm says what to do next', async () => {
    const empty = await createTestFarm()
    const served = await serveApi(empty)
    try {
      const text = textOf(await (await fetch(served.url)).text())
      expect(text).toContain('There is no target yet. Targets come with builders: make a token with')
      expect(text).toContain('No machine has enrolled.')
      expect(text).toContain('Nothing has been built yet.')
    } finally {
      await served.close()
      await empty.close()
    }
  })
})

describe('the search box', () => {
  test.each([
    ['demo-pkg', 303, '/package/demo-pkg'],
    ['%20Demo_.PKG%20', 303, '/package/demo-pkg'],
    ['nothing', 404, undefined],
    [encodeURIComponent('<script>'), 400, undefined],
    ['x'.repeat(215), 400, undefined],
    ['a%00b', 400, undefined],
    ['', 200, undefined],
    ['demo-pkg&package=other', 303, '/package/demo-pkg'],
  ])('%s', async (query, status, location) => {
    const answer = await get(`/?package=${query}`)
    expect([answer.status, answer.headers.location]).toEqual([status, location])
  })
})

describe('a package page', () => {
  test('shows each version on each target with its reason as text and on hover', async () => {
    const { html } = await get('/package/demo-pkg')
    const text = textOf(html)

    expect(text).toContain('Demo.Pkg <script>alert("summary")</script> 5 releases')
    expect(text).toContain('yanked: broken <b>')
    expect(text).toContain('Excluded It asks for Python >=3.10, and this target has 3.9.2.')
    expect(text).toContain(
      'Failed build 2 Its build failed for good: a C header is missing. A maintainer can requeue it.',
    )
    expect(text).toContain('Waiting build 4 It waits for a builder. Every builder of its target has work.')
    expect(html).toContain('title="demo_pkg-1.2-py3-none-any.whl on PyPI fits, so nothing needs to be built."')
    expect(html).toContain('<th scope="row">')
    expect(html).toContain('data-label="cp39 linux_armv7l"')
    expect(text).toContain(`pip install --extra-index-url ${api.url}/simple/ demo-pkg`)
  })

  test('leads from another spelling to the one address', async () => {
    const { status, headers } = await get('/package/Demo.Pkg')
    expect([status, headers.location]).toEqual([301, '/package/demo-pkg'])
  })

  test('of a package with many releases comes in pages', async () => {
    const owner = await addPackage(farm.database.db, { name: 'many' })
    for (let n = 1; n <= 25; n += 1) {
      await addRelease(farm.database.db, { package: owner, version: `${n}.0`, sortKey: versionSortKey(`${n}.0`) })
    }
    const { html: first } = await get('/package/many')
    const older = /href="(\/package\/many\?after=[^"]+)">Older versions/.exec(first)?.[1] ?? ''
    const { html: second } = await get(older)

    expect([textOf(first).includes(' 6.0 '), textOf(first).includes(' 5.0 ')]).toEqual([true, false])
    expect([textOf(second).includes(' 6.0 '), textOf(second).includes(' 5.0 ')]).toEqual([false, true])
    expect(second).toContain('<a href="/package/many">Newest versions</a>')
    expect(second).not.toContain('Older versions')
    expect((await get(older.replace('many', 'demo-pkg'))).status).toBe(400)
  })

  test.each([
    ['/package/nothing', 404],
    [`/package/${'x'.repeat(215)}`, 400],
    ['/package/%3Cscript%3E', 400],
    ['/package/a%00', 400],
    ['/package/demo-pkg?after=x', 400],
  ])('%s is answered %d', async (path, status) => {
    expect((await get(path)).status).toBe(status)
  })
})

describe('a build page', () => {
  test('shows the build, its attempts and the end of its log as text', async () => {
    const { failed } = world.builds
    const { failedAttempt } = world.attempts
    const log = Buffer.from('\u001b[31mfatal error:\u001b[0m <foo.h></pre><script>alert(1)</script>\n')
    await farm.artifacts.appendLog(failedAttempt.id, 0, log)
    await farm.database.db.update(attempts).set({ logBytes: log.length }).where(eq(attempts.id, failedAttempt.id))

    const { html } = await get(`/build/${failed.id}`)

    expect(textOf(html)).toContain('Demo.Pkg 1.1 on cp311 Failed Missing header fatal error: <foo.h>: No such file')
    expect(html).toContain('<pre>fatal error: &lt;foo.h>&lt;/pre>&lt;script>alert(1)&lt;/script>\n</pre>')
    expect(html).not.toContain('\u001b')
    expect(html).not.toContain('http-equiv="refresh"')
  })

  test('reloads by itself while there is something to do', async () => {
    const { html } = await get(`/build/${world.builds.running.id}`)
    expect(html).toContain('<meta http-equiv="refresh" content="10"/>')
    expect(html).toContain(`<a href="/build/${world.builds.running.id}?reload=off">Stop that</a>`)
  })

  test('links its wheels', async () => {
    const { html } = await get(`/build/${world.builds.built.id}`)
    expect(html).toContain('<a href="/files/demo_pkg-1.0-py3-none-any.whl">demo_pkg-1.0-py3-none-any.whl</a>')
  })

  test.each(['/build/999999', '/build/0', '/build/-1', '/build/x', '/build/1e3', `/build/${'9'.repeat(400)}`])(
    '%s is not there',
    async (path) => {
      const { status, html } = await get(path)
      expect([status, textOf(html)]).toEqual([404, expect.stringContaining('There is nothing here')])
    },
  )
})

test('the style sheet and the icon are kept for ever under an address that changes with them', async () => {
  const { html } = await get('/')
  const css = /href="(\/assets\/site\.css\?v=[0-9a-f]{16})"/.exec(html)?.[1] ?? ''
  const icon = /href="(\/assets\/icon\.svg\?v=[0-9a-f]{16})"/.exec(html)?.[1] ?? ''

  const sheet = await rawRequest(api.url, css)
  const again = await rawRequest(api.url, css, { headers: { 'if-none-match': String(sheet.headers.etag) } })
  const picture = await rawRequest(api.url, icon)

  expect([sheet.status, sheet.headers['content-type'], sheet.headers['cache-control']]).toEqual([
    200,
    'text/css; charset=utf-8',
    'public, max-age=31536000, immutable',
  ])
  expect([again.status, again.body.length]).toEqual([304, 0])
  expect([picture.status, picture.headers['content-type']]).toEqual([200, 'image/svg+xml'])
})

test('when the farm is at fault the page says so, with the request to ask about and nothing else', async () => {
  const broken = await createTestFarm()
  const served = await serveApi(broken)
  await broken.database.sql`alter table targets rename to gone`
  try {
    const answer = await fetch(served.url)
    const html = await answer.text()
    expect(answer.status).toBe(500)
    expect(textOf(html)).toMatch(/Something went wrong on our side Try again in a while\. Request [0-9a-f-]{36}/)
    expect(html).not.toMatch(/relation|select|node_modules/)
  } finally {
    await served.close()
    await broken.close()
  }
})
