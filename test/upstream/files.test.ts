import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startUpstream, type Upstream } from './server.ts'

let upstream: Upstream
const bytes = Buffer.from('0123456789')

beforeAll(async () => {
  upstream = await startUpstream()
  await upstream.ctl.addRelease({ name: 'box', version: '1+2', files: [{ filename: 'box-1+2.tar.gz', bytes }] })
  await upstream.ctl.addDemo('demo-universal', '1.0')
})

afterAll(() => upstream.close())

const Page = z.object({ urls: z.array(z.object({ url: z.url(), 'core-metadata': z.unknown() })) })

async function filesOf(name: string): Promise<z.infer<typeof Page>['urls']> {
  return Page.parse(await (await fetch(`${upstream.url}/pypi/${name}/json`)).json()).urls
}

it('serves ranges and HEAD, also under a quoted plus, and still after the removal', async () => {
  const url = (await filesOf('box'))[0]?.url ?? ''
  expect(url).toContain('box-1%2B2.tar.gz')
  await upstream.ctl.removeProject('box')

  const whole = await fetch(url)
  const unquoted = await fetch(url.replace('%2B', '+'))
  const head = await fetch(url, { method: 'HEAD' })
  const ranges = await Promise.all(
    ['bytes=2-4', 'bytes=7-', 'bytes=-2', 'bytes=50-'].map(async (range) => {
      const response = await fetch(url, { headers: { range } })
      return [response.status, response.headers.get('content-range'), await response.text()]
    }),
  )

  expect(await whole.text()).toBe('0123456789')
  expect(await unquoted.text()).toBe('0123456789')
  expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([
    200,
    '10',
    'bytes',
  ])
  expect(ranges).toEqual([
    [206, 'bytes 2-4/10', '234'],
    [206, 'bytes 7-9/10', '789'],
    [206, 'bytes 8-9/10', '89'],
    [416, 'bytes */10', ''],
  ])
})

it('serves the metadata of wheels that it announces, and nothing beside', async () => {
  const [wheel, sdist] = await filesOf('demo-universal')
  const metadata = await (await fetch(`${wheel?.url}.metadata`)).text()

  expect(metadata).toContain('Name: demo-universal')
  expect(wheel?.['core-metadata']).toEqual({ sha256: createHash('sha256').update(metadata).digest('hex') })
  expect(sdist?.['core-metadata']).toBe(false)
  expect((await fetch(`${sdist?.url}.metadata`)).status).toBe(404)
  expect((await fetch(`${upstream.url}/packages/aa/bb/cc/demo_universal-1.0.tar.gz`)).status).toBe(404)
  expect((await fetch(`${upstream.url}/packages/../journal.jsonl`)).status).toBe(404)
  expect((await fetch(`${upstream.url}/%ff`)).status).toBe(400)
})
