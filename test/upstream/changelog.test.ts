import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProcess } from './run-process.ts'
import { startUpstream, type Upstream } from './server.ts'

let upstream: Upstream

beforeAll(async () => {
  upstream = await startUpstream({ seed: 7 })
})

afterAll(() => upstream.close())

/** Calls a method with Python's own XML-RPC client and returns what came back, or the fault. */
async function callFromPython(path: string, method: string, ...args: unknown[]): Promise<unknown> {
  const script = `
import json, sys, xmlrpc.client
url, method, args = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
try:
    print(json.dumps(getattr(xmlrpc.client.ServerProxy(url, allow_none=True), method)(*args)))
except xmlrpc.client.Fault as fault:
    print(json.dumps([fault.faultCode, fault.faultString]))
`
  const argv = ['-c', script, upstream.url + path, method, JSON.stringify(args)]
  const { stdout, stderr } = await runProcess('python3', argv, process.env)
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

async function post(body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${upstream.url}/pypi`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body,
  })
  return { status: response.status, text: await response.text() }
}

const call = (params: string): string =>
  `<?xml version="1.0"?><methodCall><methodName>changelog_since_serial</methodName><params>${params}</params></methodCall>`

describe('the changelog over XML-RPC', () => {
  it('gives rows, the last serial and the packages to the client of the standard library', async () => {
    expect(await callFromPython('/pypi', 'changelog_last_serial')).toBeNull()

    await upstream.ctl.addRelease({ name: 'Foo.Bar', version: '1.0', files: [{ filename: 'foo_bar-1.0.tar.gz' }] })
    await upstream.ctl.addRow(null, null, 'add file é <&> \u0001')

    const rows = upstream.journal
    expect(rows.slice(0, 4).map(([name, version, , action]) => [name, version, action])).toEqual([
      ['Foo.Bar', null, 'create'],
      ['Foo.Bar', null, 'add Owner stand-in'],
      ['Foo.Bar', '1.0', 'new release'],
      ['Foo.Bar', '1.0', 'add source file foo_bar-1.0.tar.gz'],
    ])
    const [last, before] = [rows.at(-1)?.[4], rows.at(-2)?.[4]]
    expect(await callFromPython('/RPC2', 'changelog_last_serial')).toBe(last)
    expect(await callFromPython('/pypi/', 'list_packages_with_serial')).toEqual({ 'Foo.Bar': before })
    // What is not ASCII arrives escaped twice, as from PyPI.
    const cleaned = rows.map((row) => (row[3]?.includes('é') ? row.with(3, 'add file &#233; <&> ') : row))
    expect(await callFromPython('/pypi', 'changelog_since_serial', 0)).toEqual(cleaned)
    expect(await callFromPython('/pypi', 'changelog_since_serial', before)).toEqual(cleaned.slice(-1))
    expect(await callFromPython('/pypi', 'changelog_since_serial', last)).toEqual([])
  })

  it('answers 50,000 rows at most', async () => {
    const from = upstream.journal.at(-1)?.[4] ?? 0
    for (let row = 0; row < 50_001; row += 1) await upstream.ctl.addRow('many', null, 'add Maintainer somebody')

    const rows = await callFromPython('/pypi', 'changelog_since_serial', from)

    expect(rows).toHaveLength(50_000)
    expect(rows).toEqual(upstream.journal.slice(-50_001, -1))
  })

  it.each([
    ['an unknown method', 'search', [], [-32601, 'server error; method not found']],
    ['no argument', 'changelog_since_serial', [], [-32602, 'server error; invalid method params']],
    ['text for a serial', 'changelog_since_serial', ['0'], [-32602, expect.stringContaining('valid integer')]],
  ])('answers a fault for %s', async (_what, method, args, fault) => {
    expect(await callFromPython('/pypi', method, ...args)).toEqual(fault)
  })

  it.each([
    ['no XML', 'changelog_last_serial()'],
    ['XML that is no call', '<a/>'],
    ['a DOCTYPE', call('<param><value><int>0</int></value></param>').replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>')],
    ['an integer of letters', call('<param><value><int>zero</int></value></param>')],
  ])('answers HTTP 200 and a fault for %s', async (_what, body) => {
    const { status, text } = await post(body)
    expect(status).toBe(200)
    expect(text).toContain('<int>-32700</int>')
  })
})
