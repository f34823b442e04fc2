import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { startUpstream, type Upstream } from './server.ts'

const json = 'application/vnd.pypi.simple.v1+json'
let upstream: Upstream

beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(() => upstream.close())

const get = (path: string, accept = json, encoding = 'gzip') =>
  fetch(upstream.url + path, { headers: { accept, 'accept-encoding': encoding } })
const Page = z.object({ versions: z.array(z.string()) })
const versions = async (accept?: string, encoding?: string) =>
  Page.parse(await (await get('/simple/demo/', accept, encoding)).json()).versions
const add = (version: string, name = 'demo') =>
  upstream.ctl.addRelease({ name, version, files: [{ filename: `${name}-${version}.tar.gz` }] })

it('shows the old page so many reads after a change, each variant for itself', async () => {
  await upstream.ctl.run({ kind: 'cdn', staleReads: 2 })
  await add('1.0')
  await versions()
  await get('/pypi/demo/json')
  await get('/simple/demo/', 'text/html')

  await add('2.0')

  expect([await versions(), await versions(), await versions()]).toEqual([['1.0'], ['1.0'], ['1.0', '2.0']])
  expect(await versions(json, 'identity')).toEqual(['1.0', '2.0'])
  const legacy = z.object({ releases: z.record(z.string(), z.unknown()) })
  expect(Object.keys(legacy.parse(await (await get('/pypi/demo/json')).json()).releases)).toEqual(['1.0'])
  const html = await get('/simple/demo/', 'application/vnd.pypi.simple.v1+html')
  expect([html.headers.get('content-type'), await html.text()]).toEqual([
    'application/vnd.pypi.simple.v1+html',
    expect.not.stringContaining('demo-2.0'),
  ])
})

it('shows the old page for so long after a change', async () => {
  await upstream.ctl.run({ kind: 'cdn', staleMs: 400 })
  await add('1.0')
  await versions()
  await add('2.0')

  expect([await versions(), await versions(), await versions()]).toEqual([['1.0'], ['1.0'], ['1.0']])
  await sleep(450)
  expect(await versions()).toEqual(['1.0', '2.0'])
})

it('remembers that a project was not there, and the list of all projects', async () => {
  await upstream.ctl.run({ kind: 'cdn', negativeMs: 86_400_000, indexFrozenMs: 86_400_000 })
  const before = await (await get('/simple/')).text()
  expect((await get('/simple/demo/')).status).toBe(404)

  await add('1.0')

  expect((await get('/simple/demo/')).status).toBe(404)
  expect(await (await get('/simple/')).text()).toBe(before)
  expect(await (await get('/simple/', json, 'identity')).text()).not.toBe(before)

  await upstream.ctl.run({ kind: 'cdn' })
  expect(await versions()).toEqual(['1.0'])
})

it('is not there unless it is asked for', async () => {
  await add('1.0')
  await versions()
  await add('2.0')
  expect(await versions()).toEqual(['1.0', '2.0'])
})
