import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startUpstream, type Upstream } from './server.ts'

const json = 'application/vnd.pypi.simple.v1+json'
let upstream: Upstream

beforeEach(async () => {
  upstream = await startUpstream()
  await upstream.ctl.addRelease({ name: 'demo', version: '1.0', files: [{ filename: 'demo-1.0.tar.gz' }] })
})
afterEach(() => upstream.close())

const get = (path = '/simple/demo/', encoding = 'identity', redirect: RequestRedirect = 'follow') =>
  fetch(upstream.url + path, { headers: { accept: json, 'accept-encoding': encoding }, redirect })

it('cuts a body whose length was never told', async () => {
  await upstream.ctl.fault({ route: '/simple/demo/', truncateAt: 30, truncateAs: 'close' })

  const cut = await get()

  expect([cut.headers.get('content-length'), (await cut.text()).length]).toEqual([null, 30])
})

it('sends slowly, or without end', async () => {
  await upstream.ctl.fault({ route: '/simple/demo/', bytesPerSec: 2_000 })
  await upstream.ctl.fault({ route: '/simple/demo/', bodyBytes: 3_000_000 })
  await upstream.ctl.fault({ route: '/simple/demo/', endlessHeaders: true })

  expect(await (await get()).json()).toMatchObject({ name: 'demo' })
  expect((await (await get()).arrayBuffer()).byteLength).toBe(3_000_000)
  // On a connection of its own: on one that was used before, the fetch of Node 20 waits for ever.
  const asked = request(`${upstream.url}/simple/demo/`, { agent: false }).end()
  const [error] = await once(asked, 'error')
  expect(error).toMatchObject({ code: 'HPE_HEADER_OVERFLOW' })
})

it('sets headers and leaves them out, on answers of its own and on others', async () => {
  const headers = { 'x-pypi-last-serial': '1', location: '/simple/elsewhere/' }
  await upstream.ctl.fault({ route: '/simple/demo/', headers, dropHeader: 'etag' })
  await upstream.ctl.fault({ route: '/simple/demo/', status: 301, headers })

  const [real, away] = [await get(), await get('/simple/demo/', 'identity', 'manual')]

  expect([real.status, real.headers.get('x-pypi-last-serial'), real.headers.get('etag')]).toEqual([200, '1', null])
  expect([away.status, away.headers.get('location')]).toEqual([301, '/simple/elsewhere/'])
})

it('stays as it is until a serial, or for ever; is not found for a while', async () => {
  const add = (version: string) =>
    upstream.ctl.addRelease({ name: 'demo', version, files: [{ filename: `demo-${version}.tar.gz` }] })
  const frozen = await (await get()).text()
  await upstream.ctl.fault({ route: '/simple/demo/', staleFor: { serial: 100_000 } })
  await add('2.0')
  const stale = [await (await get()).text(), await (await get()).text()]
  await upstream.ctl.run({ kind: 'row', name: 'demo', action: 'far away', gap: 100_000 })
  const fresh = await (await get()).text()
  await upstream.ctl.fault({ route: '/simple/demo/', staleFor: 'ever', encoding: 'gzip' })
  await add('3.0')

  expect(stale).toEqual([frozen, frozen])
  expect(fresh).toContain('demo-2.0')
  expect(await (await get('/simple/demo/', 'gzip')).text()).toBe(fresh)
  expect(await (await get()).text()).toContain('demo-3.0')

  await upstream.ctl.clearFaults()
  await upstream.ctl.fault({ route: '/simple/demo/', negative404Ms: 86_400_000 })
  expect([(await get()).status, (await get()).status]).toEqual([404, 404])
})

it('says on a page what nobody uploaded', async () => {
  const filename = 'demo-1.0.tar.gz'
  await upstream.ctl.run({ kind: 'patch', name: 'demo', filename, set: { size: null, odd: [1] }, drop: ['yanked'] })
  await upstream.ctl.run({ kind: 'patch', name: 'demo', page: 'json', set: { summary: null } })

  const page = await (await get()).json()
  const legacy = await (await get('/pypi/demo/json')).json()

  expect(page).toMatchObject({ files: [{ filename, size: null, odd: [1] }] })
  expect(JSON.stringify(page)).not.toContain('yanked')
  expect(legacy).toMatchObject({ info: { summary: null }, urls: [{ size: expect.any(Number) }] })
})
