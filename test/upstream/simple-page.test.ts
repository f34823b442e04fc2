import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWheel } from './make-wheel.ts'
import { startUpstream, type Upstream } from './server.ts'

const json = 'application/vnd.pypi.simple.v1+json'
let upstream: Upstream

beforeAll(async () => {
  upstream = await startUpstream()
})

afterAll(() => upstream.close())

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(upstream.url + path, { headers: { 'accept-encoding': 'identity', ...headers }, redirect: 'manual' })
}

async function getJson(path: string): Promise<unknown> {
  return (await get(path, { accept: json })).json()
}

describe('/simple/<name>/', () => {
  it('has every key of API version 1.4 and nothing else', async () => {
    const metadata = 'Metadata-Version: 2.1\nName: Shape.Test\nVersion: 2.0\nRequires-Python: >=3.8\n'
    const wheel = await makeWheel('shape_test-2.0', 'py3-none-any', metadata, new Map())
    const [sdist, wheelName] = ['shape_test-2.0.tar.gz', 'shape_test-2.0-py3-none-any.whl']
    const files = [
      { filename: sdist, bytes: Buffer.from('x') },
      { filename: wheelName, bytes: wheel },
    ]
    const uploadedAt = new Date('2024-01-02T03:04:05Z')
    await upstream.ctl.addRelease({ name: 'Shape.Test', version: '2.0', files, requiresPython: '>=3.8', uploadedAt })
    await upstream.ctl.addRelease({
      name: 'Shape.Test',
      version: '1.10',
      files: [{ filename: 'shape_test-1.10.tar.gz' }],
      uploadedAt: new Date('2023-01-02T03:04:05.678Z'),
    })
    await upstream.ctl.yank('shape-test', '1.10', 'no <good>')

    const page = await getJson('/simple/shape-test/')

    const serial = upstream.journal.at(-1)?.[4]
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/)
    const url = (name: string) =>
      expect.stringMatching(new RegExp(`^${upstream.url}/packages/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{60}/${name}$`))
    const common = { hashes: { sha256: hash }, provenance: null, 'requires-python': '>=3.8', yanked: false }
    expect(page).toEqual({
      files: [
        {
          ...common,
          'core-metadata': false,
          'data-dist-info-metadata': false,
          filename: 'shape_test-1.10.tar.gz',
          'requires-python': null,
          size: expect.any(Number),
          'upload-time': '2023-01-02T03:04:05.678000Z',
          url: url('shape_test-1.10.tar.gz'),
          yanked: 'no <good>',
        },
        {
          ...common,
          'core-metadata': { sha256: hash },
          'data-dist-info-metadata': { sha256: hash },
          filename: wheelName,
          size: wheel.length,
          'upload-time': '2024-01-02T03:04:05Z',
          url: url(wheelName),
        },
        {
          ...common,
          'core-metadata': false,
          'data-dist-info-metadata': false,
          filename: sdist,
          size: 1,
          'upload-time': '2024-01-02T03:04:05Z',
          url: url(sdist),
        },
      ],
      meta: { '_last-serial': serial, 'api-version': '1.4' },
      name: 'shape-test',
      'project-status': { status: 'active' },
      versions: ['1.10', '2.0'],
    })
    const html = await (await get('/simple/shape-test/')).text()
    expect(html).toContain('data-yanked="no &#60;good&#62;"')
    expect(html).toContain('data-requires-python="&#62;=3.8"')
    expect(html).toContain('<meta name="pypi:project-status" content="active">')
    expect(html).toMatch(new RegExp(`</html>\n<!--SERIAL ${serial}-->$`))
  })

  it('negotiates, redirects to the normal form, and says 404 in plain text', async () => {
    const types = await Promise.all(
      [json, 'application/vnd.pypi.simple.latest+json', 'text/html', '*/*', 'application/json'].map(async (accept) => {
        const response = await get('/simple/shape-test/', { accept })
        return [response.status, response.headers.get('content-type')]
      }),
    )
    const html = [200, 'text/html; charset=UTF-8']
    expect(types).toEqual([[200, json], [200, json], html, html, html])
    for (const spelling of ['/simple/Shape_Test/', '/simple/shape-test', '/simple/SHAPE.test']) {
      const response = await get(spelling)
      expect([response.status, response.headers.get('location')]).toEqual([301, '/simple/shape-test/'])
    }
    const missing = await get('/simple/nobody/', { accept: json })
    expect([missing.status, await missing.text()]).toEqual([404, '404 Not Found'])
  })

  it('has a strong ETag per encoding, answers 304, and moves both with every journal row', async () => {
    const plain = await get('/simple/shape-test/', { accept: json })
    const zipped = await get('/simple/shape-test/', { accept: json, 'accept-encoding': 'gzip' })
    const etag = plain.headers.get('etag') ?? ''
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(zipped.headers.get('etag')).not.toBe(etag)
    expect(await zipped.json()).toEqual(await plain.json())
    expect((await get('/simple/shape-test/', { accept: json, 'if-none-match': etag })).status).toBe(304)

    await upstream.ctl.addRow('shape-test', null, 'add Maintainer somebody')

    const moved = await get('/simple/shape-test/', { accept: json, 'if-none-match': etag })
    expect(moved.status).toBe(200)
    expect(moved.headers.get('x-pypi-last-serial')).toBe(String(upstream.journal.at(-1)?.[4]))
  })

  it('shows nothing of a quarantined project, and drops a quarantined release without a word', async () => {
    await upstream.ctl.quarantine('shape-test', '2.0')
    expect(await getJson('/simple/shape-test/')).toMatchObject({ versions: ['1.10'] })

    await upstream.ctl.quarantine('shape-test')
    const hidden = { files: [], versions: [], 'project-status': { status: 'quarantined' } }
    expect(await getJson('/simple/shape-test/')).toMatchObject(hidden)
    expect((await get('/pypi/shape-test/json')).status).toBe(404)
    expect(await (await get('/simple/')).text()).not.toContain('Shape.Test')

    await upstream.ctl.clearQuarantine('shape-test')
    await upstream.ctl.clearQuarantine('shape-test', '2.0')
    expect(await getJson('/simple/shape-test/')).toMatchObject({ versions: ['1.10', '2.0'] })
  })
})

describe('/simple/', () => {
  it('lists display names in the order of the normalised ones, with serials', async () => {
    await upstream.ctl.addRelease({ name: 'AAA', version: '1', files: [] })

    const response = await get('/simple/', { accept: json })

    const serial = upstream.journal.at(-1)?.[4]
    expect(response.headers.get('x-pypi-last-serial')).toBe(String(serial))
    expect(await response.json()).toEqual({
      meta: { '_last-serial': serial, 'api-version': '1.4' },
      projects: [
        { '_last-serial': serial, name: 'AAA' },
        { '_last-serial': expect.any(Number), name: 'Shape.Test' },
      ],
    })
  })
})
