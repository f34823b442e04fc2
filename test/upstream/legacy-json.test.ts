import { afterAll, beforeAll, expect, it } from 'vitest'
import { startUpstream, type Upstream } from './server.ts'

let upstream: Upstream

beforeAll(async () => {
  upstream = await startUpstream()
})

afterAll(() => upstream.close())

function get(path: string): Promise<Response> {
  return fetch(upstream.url + path, { redirect: 'manual' })
}

it('shows the latest release, all releases by version, and one release by an equal version', async () => {
  await upstream.ctl.addDemo('demo-menu', '1.0')
  await upstream.ctl.addDemo('demo-menu', '2.0b1')
  await upstream.ctl.addDemo('demo-menu', '1.5')
  await upstream.ctl.addRelease({ name: 'demo-menu', version: '3.0', files: [] })
  await upstream.ctl.yank('demo-menu', '3.0')

  const page = await (await get('/pypi/Demo_Menu/json')).json()

  const serial = upstream.journal.at(-1)?.[4]
  expect(page).toMatchObject({
    info: { name: 'demo-menu', version: '1.5', requires_dist: ['demo-greeting>=1.0', 'demo-colours'], yanked: false },
    last_serial: serial,
    releases: { '1.0': [{ packagetype: 'sdist', python_version: 'source', yanked: false }], '1.5': [{}], '3.0': [] },
    urls: [{ filename: 'demo_menu-1.5.tar.gz', digests: { sha256: expect.any(String), md5: expect.any(String) } }],
  })
  const release = await (await get('/pypi/demo-menu/1.0.0/json')).json()
  expect(release).toMatchObject({ info: { version: '1.0' }, urls: [{ filename: 'demo_menu-1.0.tar.gz' }] })
  expect(release).not.toHaveProperty('releases')
})

it('says 404 as JSON for what is not there and for a project without releases', async () => {
  await upstream.ctl.run({ kind: 'project', name: 'empty' })

  const answers = await Promise.all(
    ['/pypi/empty/json', '/pypi/nobody/json', '/pypi/demo-menu/9/json'].map(async (path) => {
      const response = await get(path)
      return [response.status, await response.json()]
    }),
  )

  expect(answers).toEqual(Array(3).fill([404, { message: 'Not Found' }]))
  expect((await get('/simple/empty/')).status).toBe(200)
  expect((await get('/pypi/demo-menu/json/')).headers.get('location')).toBe('/pypi/demo-menu/json')
})
