import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startUpstream, type Upstream } from './server.ts'

const json = 'application/vnd.pypi.simple.v1+json'
let upstream: Upstream

beforeEach(async () => {
  upstream = await startUpstream()
  await upstream.ctl.addRelease({ name: 'demo', version: '1.0', files: [{ filename: 'demo-1.0.tar.gz' }] })
})

afterEach(() => upstream.close())

function get(path: string, encoding = 'identity'): Promise<Response> {
  return fetch(upstream.url + path, { headers: { accept: json, 'accept-encoding': encoding } })
}

async function versions(encoding?: string): Promise<string[]> {
  return Page.parse(await (await get('/simple/demo/', encoding)).json()).versions
}

const Page = z.object({ versions: z.array(z.string()) })

describe('faults', () => {
  it('answer a status with Retry-After for so many requests, in the order in which they were set', async () => {
    await upstream.ctl.fault({ route: '/simple/*', status: 429, retryAfter: 3, times: 2 })
    await upstream.ctl.fault({ route: '/simple/demo/', html503: true })

    const answers = []
    for (let read = 0; read < 4; read += 1) {
      const { status, headers } = await get('/simple/demo/')
      answers.push([status, headers.get('retry-after'), headers.get('content-type')])
    }

    const tooMany = [429, '3', 'text/plain; charset=UTF-8']
    expect(answers).toEqual([tooMany, tooMany, [503, null, 'text/html; charset=utf-8'], [200, null, json]])
  })

  it('keep a page as it was for so many reads', async () => {
    await upstream.ctl.fault({ route: '/simple/demo/', staleFor: 2, encoding: 'gzip' })
    await upstream.ctl.addRelease({ name: 'demo', version: '2.0', files: [{ filename: 'demo-2.0.tar.gz' }] })

    expect(await versions('gzip')).toEqual(['1.0'])
    expect(await versions('identity')).toEqual(['1.0', '2.0'])
    expect(await versions('gzip')).toEqual(['1.0'])
    expect(await versions('gzip')).toEqual(['1.0', '2.0'])
  })

  it('cut a body short, by a lost connection or in good order', async () => {
    await upstream.ctl.fault({ route: '/simple/demo/', truncateAt: 20 })
    await upstream.ctl.fault({ route: '/simple/demo/', truncateAt: 20, truncateAs: 'short' })

    await expect(get('/simple/demo/').then((response) => response.text())).rejects.toThrow()
    expect(await (await get('/simple/demo/')).text()).toHaveLength(20)
    expect(await versions()).toEqual(['1.0'])
  })

  it('answer XML-RPC faults and any body, hold the serial back, and end when cleared', async () => {
    await upstream.ctl.fault({ route: '/pypi', rpcFault: { code: -32500, text: 'HTTPTooManyRequests: wait' } })
    await upstream.ctl.fault({ route: '/simple/demo/', dropHeader: 'x-pypi-last-serial', delayMs: 1 })
    await upstream.ctl.fault({ route: '/simple/demo/', body: '{"meta":', contentType: json, times: null })

    const fault = await fetch(`${upstream.url}/pypi`, { method: 'POST', body: '' })
    expect([fault.status, await fault.text()]).toEqual([200, expect.stringContaining('HTTPTooManyRequests: wait')])
    expect((await get('/simple/demo/')).headers.get('x-pypi-last-serial')).toBeNull()
    expect(await (await get('/simple/demo/')).text()).toBe('{"meta":')
    expect(await (await get('/simple/demo/')).text()).toBe('{"meta":')

    await upstream.ctl.clearFaults()

    expect(await versions()).toEqual(['1.0'])
  })
})
