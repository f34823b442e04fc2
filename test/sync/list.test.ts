import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeFollows } from '../../src/jobs/policies.ts'
import { addPackages } from '../../src/sync/add-package.ts'
import { isOnUpstream } from '../../src/sync/ask-upstream.ts'
import { judgeList } from '../../src/sync/list-verdict.ts'
import { reconcile, resyncPackage, rewind } from '../../src/sync/repair.ts'
import { waitFor } from '../support/wait-for.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject } from './visible-state.ts'

/* What is followed, the list of all projects, and the tools that mend. */

let world: SyncWorld
beforeEach(async () => {
  world = await openSyncWorld()
})
afterEach(() => world.close())

const add = (name: string, version = '1.0') =>
  world.upstream.ctl.addRelease({ name, version, files: [{ filename: `${name}-${version}.tar.gz` }] })
const sql = () => world.farm.database.sql
const versionsOf = async (name: string) => (await storedProject(world.farm, name))?.versions ?? null
const listRead = () =>
  waitFor(
    'the list to be read',
    async () => (await sql()`select 1 from upstream_cursor where index_at is not null`).length || undefined,
  )
const faults = async () => (await sql()`select code from upstream_faults order by code`).map(({ code }) => code)

test('a farm that follows packages fetches those that were added, and nothing else', async () => {
  await add('wanted')
  await changeFollows(world.farm, 'packages', 'ann')
  world.start()
  await world.settled()
  await addPackages(world.farm, ['Wanted'], 'ann')

  await add('unwanted')
  await add('wanted', '2.0')
  await world.settled()

  expect(await versionsOf('wanted')).toEqual(['1.0', '2.0'])
  expect(await versionsOf('unwanted')).toBeNull()
  expect((await sql()`select count(*)::int as rows from upstream_events`)[0]?.rows).toBeGreaterThan(0)
})

test('what happened while only packages were followed is fetched when the farm follows what is new again', async () => {
  await changeFollows(world.farm, 'packages', 'ann')
  world.start()
  await world.settled()
  await add('passed-over')
  await world.settled()
  expect(await versionsOf('passed-over')).toBeNull()

  await changeFollows(world.farm, 'now', 'ann')
  await world.settled()

  expect(await versionsOf('passed-over')).toEqual(['1.0'])
})

test('a farm may follow everything later: what was left alone is fetched and built', async () => {
  await add('older')
  world.start()
  await world.settled()
  expect(await versionsOf('older')).toBeNull()

  await changeFollows(world.farm, 'all', 'ann')
  await listRead()
  await waitFor('the older project', async () => (await versionsOf('older')) ?? undefined)
  await world.settled()

  expect(await versionsOf('older')).toEqual(['1.0'])
  expect(await sql()`select work from builds`).toEqual([{ work: 'WAITING' }])
})

test('a change that the changelog never told, and a removal, are found by the list of all projects', async () => {
  await changeFollows(world.farm, 'all', 'ann')
  for (const name of ['one', 'two']) await add(name)
  world.start()
  await world.settled()
  // As if the events of a change had been lost: the cursor is beyond them, and the page is the old one.
  await sql()`delete from upstream_events`
  await sql()`update packages set page_serial = page_serial - 1 where name = 'one'`
  await sql()`update files set removed_at = now() where filename = 'one-1.0.tar.gz'`
  await sql()`insert into packages (name, display_name, page_serial) values ('never-there', 'never-there', 1)`

  await reconcile(world.farm, 'ann')
  await listRead()
  await world.settled()

  expect((await storedProject(world.farm, 'one'))?.files.map(({ filename }) => filename)).toEqual(['one-1.0.tar.gz'])
  expect(await sql()`select name from packages where removed_at is not null`).toEqual([{ name: 'never-there' }])
  expect(await faults()).toContain('INDEX_MISSED')
})

test('a project that was buried wrongly, or never stored though its events were read, is mended by the list of all projects', async () => {
  world.start()
  await world.settled()
  await add('buried')
  await world.settled()
  await world.upstream.ctl.fault({ route: '/simple/lost/', status: 500, times: null })
  await add('lost')
  await waitFor(
    'the event',
    async () => (await sql()`select 1 from upstream_dirty where tries > 0`).length || undefined,
  )
  await sql()`delete from upstream_dirty`
  await world.upstream.ctl.clearFaults()
  await sql()`update packages set removed_at = now() where name = 'buried'`

  await reconcile(world.farm, 'ann')
  await listRead()
  await world.settled()

  expect([await versionsOf('buried'), await versionsOf('lost')]).toEqual([['1.0'], ['1.0']])
})

test('when the changelog is gone for long, the list alone tells of what is new', async () => {
  await changeFollows(world.farm, 'all', 'ann')
  await add('before')
  const first = world.start()
  await world.settled()
  await first.stop()
  await world.upstream.ctl.fault({ route: '/pypi', status: 410, times: null })
  await add('later')

  world.start({ timings: { secondMs: 1, paceMs: 0, workers: 2, changelogGoneMs: 0, listAsTriggerMs: 50 } })
  await waitFor('the later project', async () => (await versionsOf('later')) ?? undefined)

  expect(await versionsOf('later')).toEqual(['1.0'])
})

test('a list that leaves out many projects is believed only when a second one says the same', async () => {
  await changeFollows(world.farm, 'all', 'ann')
  await add('there')
  world.start()
  await world.settled()
  await sql()`insert into packages (name, display_name, page_serial) select 'gone-' || n, 'gone', 1 from generate_series(1, 9) n`

  await reconcile(world.farm, 'ann')
  await waitFor('the doubt', async () => (await faults()).includes('INDEX_DOUBTED') || undefined)
  await listRead()
  await world.settled()

  const [row] = await sql()`select count(*)::int as gone from packages where removed_at is not null`
  expect(row?.gone).toBe(9)
})

test('the cursor is set back and everything since is fetched again; a serial beyond it is refused', async () => {
  world.start()
  await world.settled()
  await add('demo')
  await world.settled()
  const [cursor] = await sql()`select begun_serial, serial from upstream_cursor`
  await sql()`update files set removed_at = now()`

  await expect(rewind(world.farm, Number(cursor?.serial) + 1, 'ann')).rejects.toMatchObject({ code: 'REWIND_INVALID' })
  expect(await rewind(world.farm, Number(cursor?.begun_serial), 'ann')).toBe(1)
  await world.settled()

  expect((await storedProject(world.farm, 'demo'))?.files.length).toBe(1)
  await sql()`update files set removed_at = now()`
  await resyncPackage(world.farm, 'Demo', 'ann')
  await world.settled()
  expect((await storedProject(world.farm, 'demo'))?.files.length).toBe(1)
  await expect(resyncPackage(world.farm, 'other', 'ann')).rejects.toMatchObject({ code: 'PACKAGE_UNKNOWN' })
})

test('whether upstream has a project is asked of the upstream that the farm follows', async () => {
  await add('demo')
  world.start()
  await world.settled()
  const away = { upstreamUrl: 'http://127.0.0.1:1', contact: null }
  const { db } = world.farm.database

  expect(await isOnUpstream(db, 'demo', away)).toBe(true)
  expect(await isOnUpstream(db, 'no-such-thing', away)).toBe(false)
  await world.upstream.ctl.fault({ route: '/simple/*', status: 500, times: 100 })
  expect(await isOnUpstream(db, 'demo', away)).toBeNull()
})

test('of two followers one polls; the other goes on when it is gone', async () => {
  const first = world.start()
  await world.settled()
  const second = world.start()
  await add('one')
  await world.settled()

  await first.stop()
  await add('two')
  await world.settled()

  expect([await versionsOf('one'), await versionsOf('two')]).toEqual([['1.0'], ['1.0']])
  await second.stop()
})

test.each([
  [{ gone: 2, live: 3 }, 'take'],
  [{ gone: 3, live: 100 }, 'doubt'],
  [{ gone: 3, live: 100, confirmed: true }, 'take'],
  [{ gone: 4_000, live: 886_000 }, 'take'],
  [{ gone: 5_000, live: 886_000 }, 'doubt'],
  [{ serial: 8 }, 'old'],
  [{ old: true, confirmed: true }, 'old'],
])('a list with %o: %s', (facts, verdict) => {
  const usual = { serial: 9, lastSerial: 9, old: false, gone: 0, live: 10, confirmed: false }
  expect(judgeList({ ...usual, ...facts })).toBe(verdict)
})
