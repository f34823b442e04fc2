import { afterEach, beforeEach, expect, test } from 'vitest'
import { reconcile } from '../../src/sync/repair.ts'
import { waitFor } from '../support/wait-for.ts'
import { badUrls } from '../upstream/scenarios/files.ts'
import { pageFaults } from '../upstream/scenarios/protocol.ts'
import { type NastyWorld, openNastyWorld } from './nasty-world.ts'
import { storedProject } from './visible-state.ts'

let world: NastyWorld
beforeEach(async () => {
  world = await openNastyWorld()
})
afterEach(() => world.close())

test('14 changelog: full, repeated, unsorted and odd pages lose nothing', { timeout: 300_000 }, async () => {
  await world.play('changelog')

  for (const name of ['changelog', 'changelog-long', 'changelog-short']) await world.same(name)
  const events = await world.farm.database
    .sql`select count(*)::int as n, max(serial)::float8 as last from upstream_events`
  const journal = world.upstream.journal
  // What a row says beyond its five elements is passed over; one without a serial is asked for again.
  expect(events).toEqual([{ n: journal.length, last: journal.at(-1)?.[4] }])
  expect(events[0]?.last).toBeGreaterThan(2 ** 31)
  const codes = new Set((await world.faults()).map((fault) => fault.split(' ')[0]))
  expect([...codes]).toEqual(['CHANGELOG_ORDER', 'CHANGELOG_ROW'])
})

test('15 staleness: each way of lagging is seen through', async () => {
  let turn = 0
  await world.upstream.ctl.play('staleness', 10, async () => {
    turn += 1
    if (turn === 1) await world.settled()
  })
  // Without a serial a page proves nothing, and its other address does.
  await world.settled()
  await world.upstream.ctl.clearFaults()

  for (const name of ['reads', 'gzip', 'simple', 'header', 'disagree', 'not-modified', 'index']) {
    expect((await world.same(`stale-${name}`))?.versions).toEqual(['1.0', '2.0'])
  }
})

test('16 faults: whatever is wrong with an answer, it is asked for again', { timeout: 300_000 }, async () => {
  await world.play('faults')

  for (const name of [...Object.keys(pageFaults), 'cut-gzip']) {
    expect((await world.same(`fault-${name}`))?.versions).toEqual(['1.0'])
  }
})

test('17 times: times and sizes are kept or null; a hash that changes is an alarm, and the old one stays', async () => {
  await world.play('times')

  const stored = await storedProject(world.farm, 'times')
  const facts = stored?.files.map(({ filename, size, uploadedAt }) => [filename, size, uploadedAt])
  expect(facts?.slice(0, 6).map((each) => each[2])).toEqual([
    '2005-06-07T08:09:10.123Z',
    '2024-01-02T03:04:05.000Z',
    null,
    '1999-12-31T23:59:59.000Z',
    '2999-01-01T00:00:00.000Z',
    null,
  ])
  expect(stored?.files.slice(6).map(({ filename, size, sha256 }) => [filename, size, sha256.slice(0, 4)])).toEqual([
    ['times-2.0-py3-none-any.whl', 40, 'abab'],
    ['times-2.0.tar.gz', 0, expect.not.stringMatching('cdcd')],
    ['times-2.0.zip', 2 ** 40, expect.any(String)],
    ['times-3.0.zip', expect.any(Number), expect.any(String)],
  ])
  expect(await world.faults()).toEqual(['PAGE_HASH_CHANGED times-2.0.tar.gz'])
})

test('18 files: addresses that nobody may follow are refused, the rest is kept as told', async () => {
  await world.play('files')

  expect((await storedProject(world.farm, 'files'))?.files.map(({ filename }) => filename)).toEqual([
    'files-1.0.tar.gz',
  ])
  expect(await storedProject(world.farm, 'files-size')).toMatchObject({ files: [{ size: 1 }] })
  expect(await storedProject(world.farm, 'files-hash')).toMatchObject({ files: [{ sha256: 'ef'.repeat(32) }] })
  const urls = await world.farm.database.sql`select detail from upstream_faults where code = 'PAGE_URL'`
  expect(urls).toHaveLength(badUrls.length)
})

test('19 mass: 5,000 removals and 100,000 events after a downtime are taken; a list without 2 % of the names is not', {
  timeout: 300_000,
}, async () => {
  await world.upstream.ctl.play('mass', 10, async () => {})
  await world.settled()

  expect((await world.same('mass-survivor'))?.versions).toEqual(['1.0', '2.0'])
  const [left] = await world.farm.database.sql`select count(*)::int as n from packages where removed_at is null`
  expect(left?.n).toBe(201)
  await waitFor('all events', async () => {
    const [events] = await world.farm.database.sql`select count(*)::int as n from upstream_events`
    return events?.n === world.upstream.journal.length ? true : undefined
  })
  await reconcile(world.farm, 'ann')
  await waitFor('the doubt', async () => {
    const faults = await world.faults()
    return faults.some((fault) => fault.startsWith('INDEX_DOUBTED')) ? true : undefined
  })
  await world.settled()
  const dead = await world.farm.database
    .sql`select 1 from packages where name like 'mass-stays%' and removed_at is not null`
  expect(dead).toEqual([])
})
