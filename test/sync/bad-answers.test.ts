import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { startUpstream } from '../upstream/server.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject } from './visible-state.ts'

/** A serial that the stand-in does not reach, for pages that a test makes up. */
const FAR = 2 ** 40
const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json'

let world: SyncWorld
beforeEach(async () => {
  world = await openSyncWorld()
})
afterEach(() => world.close())

const same = async (name: string) => {
  const stored = await storedProject(world.farm, name)
  expect(stored).toEqual(await upstreamProject(world.upstream.url, name))
  return stored
}
const add = (version: string, name = 'demo') =>
  world.upstream.ctl.addRelease({ name, version, files: [{ filename: `${name}-${version}.tar.gz` }] })
const faults = async () =>
  (await world.farm.database.sql`select code, place from upstream_faults order by 1, 2`).map((row) => ({ ...row }))
const begun = async (name = 'demo') => {
  const sync = world.start()
  await world.settled()
  await add('1.0', name)
  await world.settled()
  return sync
}

test('a malformed changelog row is recorded and the rest goes on', async () => {
  await begun()
  const last = world.upstream.journal.at(-1)?.[4] ?? 0
  const row = (...values: string[]) =>
    `<value><array><data>${values.map((v) => `<value>${v}</value>`).join('')}</data></array></value>`
  const text = (value: string) => `<string>${value}</string>`
  const int = (value: number) => `<int>${value}</int>`
  const rows = [
    row(text('demo'), '<nil/>', int(1_700_000_000), text('create')),
    row(text('demo'), '<nil/>', text('soon'), text('create'), int(last + 1)),
    row(text('not a name'), '<nil/>', int(1_700_000_000), text('create'), int(last + 2)),
    row(text('user:bob'), '<nil/>', int(1_700_000_000), text('nuke user'), int(last + 3)),
    row('<nil/>', '<nil/>', int(1_700_000_000), '<nil/>', int(last + 4)),
    row(text('demo'), text('1.0'), int(1_700_000_000), text('dance &amp; sing'), int(last + 5), int(1)),
  ].join('')
  const body = `<?xml version='1.0'?><methodResponse><params><param><value><array><data>${rows}</data></array></value></param></params></methodResponse>`
  await world.upstream.ctl.fault({ route: '/pypi', body, contentType: 'text/xml' })

  await waitFor('the odd rows', async () => {
    const [cursor] = await world.farm.database.sql`select serial from upstream_cursor`
    return Number(cursor?.serial) >= last + 5 ? true : undefined
  })

  expect(await faults()).toEqual([
    { code: 'CHANGELOG_NAME', place: `changelog ${last + 2}` },
    { code: 'CHANGELOG_ROW', place: `changelog ${last + 1}` },
    { code: 'CHANGELOG_ROW', place: `changelog after ${last}, row 0` },
  ])
  expect(
    await world.farm.database
      .sql`select name, package_name, action from upstream_events where serial > ${last} order by serial`,
  ).toEqual([
    { name: 'not a name', package_name: null, action: 'create' },
    { name: 'user:bob', package_name: null, action: 'nuke user' },
    { name: null, package_name: null, action: '' },
    { name: 'demo', package_name: 'demo', action: 'dance & sing' },
  ])
})

test.each([
  { what: 'out of order is refused as a whole', serials: (last: number) => [last, last - 1], code: 'CHANGELOG_ORDER' },
  { what: 'that leaps beyond the newest serial moves no cursor', serials: () => [9e15], code: 'CHANGELOG_ROW' },
])('a changelog $what, and is asked for again', async ({ serials, code }) => {
  await begun()
  const last = world.upstream.journal.at(-1)?.[4] ?? 0
  const rows = serials(last).map(
    (serial) =>
      `<value><array><data><value>demo</value><value><nil/></value><value><int>1</int></value><value>create</value><value><i8>${serial}</i8></value></data></array></value>`,
  )
  const body = `<methodResponse><params><param><value><array><data>${rows.join('')}</data></array></value></param></params></methodResponse>`
  await world.upstream.ctl.fault({ route: '/pypi', body, contentType: 'text/xml' })
  await waitFor('the refusal', async () => ((await faults()).length > 0 ? true : undefined))

  await add('2.0')
  await world.settled()

  expect((await faults()).map((fault) => fault.code)).toEqual([code])
  expect((await same('demo'))?.versions).toEqual(['1.0', '2.0'])
  expect(await world.farm.database.sql`select 1 from upstream_events where serial > 900000000`).toEqual([])
})

test('malformed entries of a page are recorded; the rest is stored, and files they name stay as they were', async () => {
  await begun()
  const known = (await upstreamProject(world.upstream.url, 'demo'))?.files[0]
  const good = {
    filename: 'demo-2.0.tar.gz',
    url: `${world.upstream.url}/packages/x/demo-2.0.tar.gz`,
    hashes: { sha256: 'AB'.repeat(32) },
  }
  const page = {
    meta: { 'api-version': '1.9', '_last-serial': FAR },
    name: 'demo',
    versions: ['1.0', '2.0', 7, '__proto__', 'x'.repeat(251)],
    unheard: { of: true },
    files: [
      { ...good, 'requires-python': 'x'.repeat(10_000), 'upload-time': '2024-01-02T03:04:05Z', yanked: '' },
      { filename: known?.filename, url: known?.url, hashes: { sha256: 'no hash' } },
      { ...good, filename: 'demo-2.0.zip', url: 'file:///etc/passwd' },
      { ...good, filename: 'demo-2.0.tar.bz2', size: -1 },
      { ...good, filename: 'other-2.0.tar.gz' },
      { ...good, filename: '../demo-2.0.tar.gz' },
      { ...good, filename: 'demo-__proto__.tar.gz', hashes: { sha256: 'cd'.repeat(32) } },
      null,
    ],
  }
  await world.upstream.ctl.fault({
    route: '/simple/demo/',
    body: JSON.stringify(page),
    contentType: SIMPLE_JSON,
    times: null,
  })
  await world.upstream.ctl.addRow('demo', null, 'something new')
  await waitFor('the odd page', async () => {
    const stored = await storedProject(world.farm, 'demo')
    return stored?.versions.includes('2.0') ? true : undefined
  })

  const stored = await storedProject(world.farm, 'demo')
  expect(stored?.versions).toEqual(['1.0', '2.0', '__proto__'])
  expect(stored?.files.map((file) => [file.filename, file.sha256, file.requiresPython, file.yanked])).toEqual([
    ['demo-1.0.tar.gz', known?.sha256, null, false],
    ['demo-2.0.tar.gz', 'ab'.repeat(32), null, false],
    ['demo-__proto__.tar.gz', 'cd'.repeat(32), null, false],
  ])
  expect(await faults()).toEqual([
    { code: 'PAGE_ENTRY', place: '/simple/demo/ files[1]' },
    { code: 'PAGE_ENTRY', place: '/simple/demo/ files[3]' },
    { code: 'PAGE_ENTRY', place: '/simple/demo/ files[5]' },
    { code: 'PAGE_ENTRY', place: '/simple/demo/ files[7]' },
    { code: 'PAGE_FILENAME', place: '/simple/demo/ files[4]' },
    { code: 'PAGE_REQUIRES_PYTHON', place: '/simple/demo/ files[0]' },
    { code: 'PAGE_URL', place: '/simple/demo/ files[2]' },
    { code: 'PAGE_VERSION', place: '/simple/demo/ versions[2]' },
    { code: 'PAGE_VERSION', place: '/simple/demo/ versions[4]' },
  ])
})

test('another hash under a known file name is an alarm: the known one is kept', async () => {
  const sync = await begun()
  const before = await storedProject(world.farm, 'demo')

  await world.upstream.ctl.addRelease({
    name: 'demo',
    version: '1.0',
    files: [{ filename: 'demo-1.0.tar.gz', bytes: Buffer.from('other bytes') }],
    force: true,
  })
  await world.settled()

  expect(await storedProject(world.farm, 'demo')).toEqual(before)
  expect(await faults()).toEqual([{ code: 'PAGE_HASH_CHANGED', place: 'demo-1.0.tar.gz' }])
  await sync.stop()
  expect(await world.farm.database.sql`select value from upstream_counts where key = 'alarms'`).toEqual([
    { value: '1' },
  ])
})

test.each([
  ['503 with Retry-After', { status: 503, retryAfter: 1 }],
  ['the HTML 503 of the edge', { html503: true }],
  ['429', { status: 429, retryAfter: 1 }],
  ['500', { status: 500 }],
  ['404 from the edge that knew no such project yet', { status: 404 }],
  ['200 with HTML', { status: 200, contentType: 'text/html', body: '<html></html>' }],
  [
    'a page of another project',
    { contentType: SIMPLE_JSON, body: '{"meta":{"api-version":"1.0"},"name":"x","files":[]}' },
  ],
  ['a connection that drops in the middle', { truncateAt: 100 }],
  ['half a page, well framed', { truncateAt: 100, truncateAs: 'short' as const }],
])('a page request that gets %s is tried again', async (_, fault) => {
  world.start()
  await world.settled()
  await world.upstream.ctl.fault({ route: '/simple/demo/', times: 2, ...fault })
  await world.upstream.ctl.fault({ route: '/pypi', times: 1, ...fault })

  await add('1.0')
  await world.settled()

  expect((await same('demo'))?.versions).toEqual(['1.0'])
})

test('ten failures in a row let upstream rest; nothing is lost', async () => {
  world.start()
  await world.settled()
  await world.upstream.ctl.fault({ route: '/simple/*', status: 500, times: 14 })

  for (const name of ['one', 'two', 'three', 'four']) await add('1.0', name)
  await world.settled()

  for (const name of ['one', 'two', 'three', 'four']) await same(name)
})

test("upstream's rate limit is obeyed and told", async () => {
  await begun()
  const text = 'HTTPTooManyRequests: The action could not be performed. Limit may reset in 30 seconds.'
  await world.upstream.ctl.fault({ route: '/pypi', rpcFault: { code: -32_500, text }, times: 1 })
  const told = await waitFor('the limit to be told', async () => {
    const [cursor] = await world.farm.database.sql`select last_error from upstream_cursor`
    return cursor?.last_error ?? undefined
  })
  expect(told).toContain('CHANGELOG_BUSY')

  await add('2.0')
  await world.settled()

  await same('demo')
  expect(await world.farm.database.sql`select last_error from upstream_cursor`).toEqual([{ last_error: null }])
})

test('a farm that cannot reach upstream at its first start says so, keeps trying and begins when it can', async () => {
  const gone = await startUpstream()
  await gone.close()
  const hopeless = world.start({ upstreamUrl: gone.url })
  const told = await waitFor('the trouble to be told', async () => {
    const [cursor] = await world.farm.database.sql`select last_error, begun_serial, reached_at from upstream_cursor`
    return cursor
  })
  expect(told).toMatchObject({ begun_serial: null, reached_at: null })
  expect(told.last_error).toContain('UPSTREAM_UNREACHABLE')
  await hopeless.stop()

  await begun()

  await same('demo')
  const [cursor] = await world.farm.database.sql`select last_error, reached_at from upstream_cursor`
  expect(cursor?.last_error).toBeNull()
  expect(cursor?.reached_at).toBeInstanceOf(Date)
})
