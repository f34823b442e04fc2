import { afterEach, beforeEach, expect, test } from 'vitest'
import { Doorbell } from '../../src/doorbell.ts'
import { advisoryLocks } from '../../src/store/advisory-locks.ts'
import { openDatabase } from '../../src/store/database.ts'
import { readCursor } from '../../src/store/upstream-cursor.ts'
import { openChangelogClient } from '../../src/sync/changelog-client.ts'
import { openHttpClient } from '../../src/sync/http-client.ts'
import { openPageClient } from '../../src/sync/page-client.ts'
import { poll } from '../../src/sync/poll.ts'
import { rewind } from '../../src/sync/repair.ts'
import { openTally } from '../../src/sync/tally.ts'
import { defaultTimings } from '../../src/sync/timings.ts'
import { waitFor } from '../support/wait-for.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject } from './visible-state.ts'

let world: SyncWorld
beforeEach(async () => {
  world = await openSyncWorld()
})
afterEach(() => world.close())

const names = ['one', 'two', 'three', 'four', 'five']
const addAll = async (version: string) => {
  for (const name of names) {
    await world.upstream.ctl.addRelease({ name, version, files: [{ filename: `${name}-${version}.tar.gz` }] })
  }
}
const allSame = async () => {
  for (const name of names) {
    expect(await storedProject(world.farm, name)).toEqual(await upstreamProject(world.upstream.url, name))
  }
}
const events = async () =>
  (await world.farm.database.sql`select serial from upstream_events order by serial`).map((row) => Number(row.serial))
const journal = () => world.upstream.journal.map((row) => row[4])

test('a sync that is stopped in the middle goes on where it was, and stopping takes no time', async () => {
  const first = world.start()
  await world.settled()
  await world.upstream.ctl.fault({ route: '/simple/*', times: null, delayMs: 60_000 })
  await addAll('1.0')
  await waitFor('pages under way', async () => {
    const [row] = await world.farm.database.sql`select count(*) from upstream_dirty where claimed_until is not null`
    return Number(row?.count) === 3 ? true : undefined
  })

  await first.stop()

  expect(await world.farm.database.sql`select 1 from upstream_dirty where claimed_until is not null`).toEqual([])
  expect(await world.farm.database.sql`select sum(tries)::int as tries from upstream_dirty`).toEqual([{ tries: 0 }])
  await world.upstream.ctl.clearFaults()
  await addAll('2.0')
  world.start()
  await world.settled()
  await allSame()
  expect(await events()).toEqual(journal())
})

test('what a worker had in hand when its process died is taken by another when its time is up', async () => {
  const first = world.start()
  await world.settled()
  await first.stop()
  await addAll('1.0')
  await world.farm.database.sql`insert into upstream_dirty (package_name, required_serial, urgent, claimed_until)
    values ('one', 1, true, now() + interval '1 second')`

  world.start()
  await world.settled()

  await allSame()
})

test('two syncs of one farm: one polls, both work, and every event counts once', async () => {
  world.start()
  await world.settled()
  world.start()

  await addAll('1.0')
  await world.settled()

  await allSame()
  expect(await events()).toEqual(journal())
  const locks = await world.farm.database.sql`
    select 1 from pg_locks where locktype = 'advisory' and objid = ${advisoryLocks.poll} and granted
      and database = (select oid from pg_database where datname = current_database())`
  expect(locks.length).toBe(1)
})

test('when the poller dies, another takes over', async () => {
  const first = world.start()
  await world.settled()
  const other = openDatabase(world.farm.url)
  const second = world.start({ farm: { ...world.farm, database: other } })
  await first.stop()

  await addAll('1.0')
  await world.settled()

  await allSame()
  await second.stop()
  await other.close()
})

test('a poller that loses its database connection gets it back', async () => {
  world.start()
  await world.settled()

  await world.farm.database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'wheelyard'`
  await addAll('1.0')
  await world.settled()

  await allSame()
})

test('events that are read again change nothing, and one that was missed is found and told', async () => {
  world.start({ timings: { secondMs: 10, paceMs: 0, overlapMs: 60 } })
  await world.settled()
  await addAll('1.0')
  await addAll('2.0')
  await world.settled()
  const before = await world.farm.database.sql`select * from packages order by id`
  expect(await events()).toEqual(journal())
  const missed = journal()[3] ?? 0

  await world.farm.database.sql`delete from upstream_events where serial = ${missed}`
  await waitFor('the missed event', async () => ((await events()).includes(missed) ? true : undefined))
  await world.settled()

  expect(await events()).toEqual(journal())
  expect(await world.farm.database.sql`select * from packages order by id`).toEqual(before)
  expect(await world.farm.database.sql`select code, place from upstream_faults`).toEqual([
    { code: 'CHANGELOG_LATE', place: `changelog ${missed}` },
  ])
})

test('an upstream whose newest serial is below ours is an alarm', async () => {
  const first = world.start()
  await world.settled()
  await first.stop()
  await world.farm.database.sql`update upstream_cursor set serial = 1000000000`

  world.start()

  await waitFor('the alarm', async () => {
    const rows = await world.farm.database.sql`select code from upstream_faults`
    return rows.some((row) => row.code === 'CHANGELOG_OLDER') ? true : undefined
  })
})

test('a poll that was under way when the cursor was set back does not move it forward again', async () => {
  const follower = world.start()
  await world.settled()
  await addAll('1.0')
  await world.settled()
  await follower.stop()
  await addAll('2.0')
  const { farm, upstream } = world
  const { begunSerial } = await readCursor(farm.database.db)
  const { signal } = new AbortController()
  const http = openHttpClient(upstream.url, null, signal)
  const changelog = openChangelogClient(http)
  const since = async (serial: number) => {
    const rows = await changelog.since(serial)
    await rewind(farm, begunSerial ?? 0, 'ann')
    return rows
  }

  await poll({
    farm,
    signal,
    log: farm.log,
    pollMs: 50,
    timings: defaultTimings,
    pagesDue: new Doorbell(),
    tally: openTally(farm.database, farm.log),
    pages: openPageClient(http, upstream.url, defaultTimings, signal),
    changelog: { ...changelog, since },
  })
  await http.close()

  expect((await readCursor(farm.database.db)).serial).toBe(begunSerial)
  expect(await events()).toEqual(journal())
})
