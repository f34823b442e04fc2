import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
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
  world.start()
  await world.settled()
  await add('1.0', name)
  await world.settled()
}

test('a stale page is not believed; the fresh one that follows is stored', async () => {
  await begun()
  await world.upstream.ctl.fault({ route: '/simple/demo/', staleFor: 2 })

  await add('2.0')
  await world.settled()

  expect((await same('demo'))?.versions).toEqual(['1.0', '2.0'])
})

test('a page that is stuck under one encoding is read under the other', async () => {
  await begun()
  await world.upstream.ctl.fault({ route: '/simple/demo/', staleFor: 1_000, encoding: 'gzip' })

  await add('2.0')
  await world.settled()

  expect((await storedProject(world.farm, 'demo'))?.versions).toEqual(['1.0', '2.0'])
})

test('a page that is stuck under every encoding is read from the other address', async () => {
  await begun()
  const before = await upstreamProject(world.upstream.url, 'demo')
  await world.upstream.ctl.fault({ route: '/simple/demo/', staleFor: 1_000 })

  await world.upstream.ctl.yank('demo', '1.0', 'broken')
  await add('2.0')
  await world.settled()
  await world.upstream.ctl.clearFaults()

  const after = await same('demo')
  expect(after?.versions).toEqual(['1.0', '2.0'])
  expect(after).not.toEqual(before)
})

test('what an event hides stays hidden while the page is old, and others go on meanwhile', async () => {
  await begun()
  await add('2.0')
  await world.settled()
  await world.upstream.ctl.fault({ route: '/simple/demo/', staleFor: 1_000 })
  await world.upstream.ctl.fault({ route: '/pypi/demo/json', status: 500, times: null })

  await world.upstream.ctl.removeRelease('demo', '2.0')
  await world.upstream.ctl.yank('demo', '1.0')
  await add('1.0', 'other')
  await waitFor('the other project', async () => ((await storedProject(world.farm, 'other')) ? true : undefined))

  const hidden = await storedProject(world.farm, 'demo')
  expect(hidden?.versions).toEqual(['1.0'])
  expect(hidden?.files.map((file) => file.yanked)).toEqual([true])
  expect(await world.farm.database.sql`select package_name from upstream_dirty`).toEqual([{ package_name: 'demo' }])
  await world.upstream.ctl.clearFaults()
  await world.settled()
  await same('demo')
})

test('a newer page that still lacks the newest event is stored after three tries, with that event applied to it', async () => {
  await begun()
  await add('2.0')
  await world.settled()
  await world.farm.database.sql`update packages set page_serial = 1`
  await world.upstream.ctl.fault({ route: '/simple/demo/', staleFor: 1_000 })
  await world.upstream.ctl.fault({ route: '/pypi/demo/json', status: 500, times: null })

  await world.upstream.ctl.removeRelease('demo', '2.0')
  await waitFor('the stale page to be stored', async () => {
    const [row] = await world.farm.database.sql`select page_serial from packages`
    return Number(row?.page_serial) > 1 ? true : undefined
  })

  expect((await storedProject(world.farm, 'demo'))?.versions).toEqual(['1.0'])
  await world.upstream.ctl.clearFaults()
  await world.settled()
  await same('demo')
})

test('a page that would remove most files is believed only when a second one says the same', async () => {
  world.start()
  await world.settled()
  const names = Array.from({ length: 25 }, (_, at) => `demo-1.${at}.tar.gz`)
  for (const [at, filename] of names.entries()) {
    await world.upstream.ctl.addRelease({ name: 'demo', version: `1.${at}`, files: [{ filename }] })
  }
  await world.settled()
  const empty = (serial: number, times: number) => ({
    route: '/simple/demo/',
    body: JSON.stringify({
      meta: { 'api-version': '1.4', '_last-serial': serial },
      name: 'demo',
      files: [],
      versions: [],
    }),
    contentType: SIMPLE_JSON,
    times,
  })

  await world.upstream.ctl.fault(empty(FAR, 1))
  await world.upstream.ctl.addRow('demo', null, 'something')
  await world.settled()

  expect((await same('demo'))?.files.length).toBe(25)
  expect((await faults()).map((fault) => fault.code)).toContain('PAGE_DOUBTED')

  await world.upstream.ctl.fault(empty(FAR, 2))
  await world.upstream.ctl.addRow('demo', null, 'something else')
  await waitFor('the second empty page', async () =>
    (await storedProject(world.farm, 'demo'))?.files.length === 0 ? true : undefined,
  )
})
