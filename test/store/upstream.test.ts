import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginAt, lockCursor, moveCursor, noteUnreached, readCursor } from '../../src/store/upstream-cursor.ts'
import { claimDirty, lockDirty, markDirty, retryDirty, untilNextDirty } from '../../src/store/upstream-dirty.ts'
import { eventsAfter, insertEvents, newestEvent, quarantinedVersions } from '../../src/store/upstream-events.ts'
import { recordFaults } from '../../src/store/upstream-faults.ts'
import { hidePackages, hideReleases } from '../../src/store/upstream-hides.ts'
import { tryPollerLock } from '../../src/store/upstream-lock.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { addPackage, addRelease } from '../support/rows.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.close())

const mark = (...marks: { name: string; serial: number }[]) => database.db.transaction((tx) => markDirty(tx, marks))
const retry = { countsAsTry: true, lastError: 'no' }

test('the cursor is unknown, then begins, then only moves forward', async () => {
  await noteUnreached(database.db, 'no answer')
  expect(await readCursor(database.db)).toMatchObject({ serial: 0, begunSerial: null })

  await database.db.transaction(async (tx) => {
    expect(await lockCursor(tx)).toMatchObject({ serial: 0, begunSerial: null })
    await beginAt(tx, 5)
    await moveCursor(tx, 9)
    await moveCursor(tx, 7)
  })

  expect(await readCursor(database.db)).toMatchObject({ serial: 9, begunSerial: 5, indexSerial: null })
  expect(await database.sql`select last_error from upstream_cursor`).toEqual([{ last_error: null }])
})

test('many workers that ask at once get a package each, and none twice', async () => {
  await mark(...Array.from({ length: 20 }, (_, at) => ({ name: `p${at}`, serial: at + 1 })))

  const claims = await Promise.all(Array.from({ length: 30 }, () => claimDirty(database.db, 60_000)))

  const names = claims.flatMap((claim) => (claim === null ? [] : [claim.packageName]))
  expect(names.length).toBe(20)
  expect(new Set(names).size).toBe(20)
})

test('what changed goes before the backlog; what must wait does not hold up the others', async () => {
  await database.sql`insert into upstream_dirty (package_name, required_serial, next_at) values ('old', 1, now() - interval '1 day')`
  await mark({ name: 'stuck', serial: 2 })
  await mark({ name: 'new', serial: 3 })
  await retryDirty(database.db, 'stuck', { ...retry, afterMs: 60_000 })

  const order = [
    await claimDirty(database.db, 60_000),
    await claimDirty(database.db, 60_000),
    await claimDirty(database.db, 60_000),
  ]

  expect(order.map((claim) => claim?.packageName)).toEqual(['new', 'old', undefined])
  const untilNext = await untilNextDirty(database.db, 1_000_000)
  expect(untilNext).toBeGreaterThan(10_000)
  expect(untilNext).toBeLessThanOrEqual(60_000)
})

test('of two serials the greater is required; a new event makes a waiting package due; a page that is new enough is left alone', async () => {
  await addPackage(database.db, { name: 'known', pageSerial: 10 })
  await mark({ name: 'demo', serial: 5 }, { name: 'demo', serial: 3 }, { name: 'known', serial: 10 })
  await retryDirty(database.db, 'demo', { ...retry, afterMs: 600_000 })
  expect(await claimDirty(database.db, 1)).toBeNull()

  await mark({ name: 'demo', serial: 4 })

  expect(await claimDirty(database.db, 60_000)).toEqual({
    packageName: 'demo',
    requiredSerial: 5,
    tries: 0,
    doubtedDigest: null,
  })
  expect(await database.db.transaction((tx) => lockDirty(tx, 'known'))).toBeNull()
})

test('events are kept once, and only new ones are given back', async () => {
  const event = (serial: number, action: string, version: string | null = null) => ({
    serial,
    name: 'Demo',
    packageName: 'demo',
    version,
    action,
    happenedAt: new Date('2025-01-01T00:00:00Z'),
  })
  await database.db.transaction(async (tx) => {
    await insertEvents(tx, [
      event(1, 'create'),
      event(2, 'release quarantined', '1.0'),
      event(3, 'release quarantined', '2.0'),
    ])
    const fresh = await insertEvents(tx, [event(3, 'other'), event(4, 'remove release', '2.0')])
    expect(fresh.map(({ serial }) => serial)).toEqual([4])
    expect((await eventsAfter(tx, 'demo', 2)).map(({ serial }) => serial)).toEqual([3, 4])
    expect(await quarantinedVersions(tx, 'demo')).toEqual(new Set(['1.0']))
  })
  expect(await newestEvent(database.db, 'demo')).toEqual(event(4, 'remove release', '2.0'))
  expect(await newestEvent(database.db, 'other')).toBeNull()
})

test('a fault at one place is one row that counts, bounded in every way', async () => {
  const fault = { code: 'PAGE_ENTRY', place: `files[1] \0 ${'x'.repeat(5_000)}`, detail: '\ud800' }
  await recordFaults(database.db, [fault, fault])
  await recordFaults(database.db, [{ ...fault, detail: 'again' }])
  await recordFaults(
    database.db,
    Array.from({ length: 5_000 }, (_, at) => ({ code: 'MANY', place: `${at}`, detail: '' })),
  )

  const rows =
    await database.sql`select length(place) as place, detail, seen from upstream_faults where code = 'PAGE_ENTRY'`
  expect(rows).toEqual([{ place: 1_000, detail: 'again', seen: '2' }])
  expect((await database.sql`select 1 from upstream_faults`).length).toBe(201)
})

test('an event hides only what the stored page is too old to know', async () => {
  const older = await addPackage(database.db, { name: 'older', pageSerial: 5 })
  const newer = await addPackage(database.db, { name: 'newer', pageSerial: 20 })
  const one = await addRelease(database.db, { package: older, version: '1.0' })
  const two = await addRelease(database.db, { package: older, version: '2.0' })
  await addRelease(database.db, { package: newer, version: '1.0' })

  const [releases, packages] = await database.db.transaction(async (tx) => [
    await hideReleases(tx, [
      { name: 'older', serial: 10, version: '1.0', gone: 'REMOVED' },
      { name: 'newer', serial: 10, version: '1.0', gone: 'REMOVED' },
    ]),
    await hidePackages(tx, [
      { name: 'older', serial: 11, gone: 'QUARANTINED' },
      { name: 'newer', serial: 11, gone: 'REMOVED' },
      { name: 'unknown', serial: 11, gone: 'REMOVED' },
    ]),
  ])

  expect([releases, packages]).toEqual([[one.id], [two.id]])
  expect(
    await database.sql`select p.name, p.status, p.hidden_serial, r.version, r.gone, r.hidden_serial as release
      from packages p join releases r on r.package_id = p.id order by p.name desc, r.version`,
  ).toEqual([
    { name: 'older', status: 'quarantined', hidden_serial: '11', version: '1.0', gone: 'REMOVED', release: '10' },
    { name: 'older', status: 'quarantined', hidden_serial: '11', version: '2.0', gone: 'QUARANTINED', release: '11' },
    { name: 'newer', status: 'active', hidden_serial: null, version: '1.0', gone: null, release: null },
  ])
})

test('the right to poll is one process’s until it lets go', async () => {
  const first = await tryPollerLock(database.sql)
  expect(first?.isHeld()).toBe(true)
  expect(await tryPollerLock(database.sql)).toBeNull()

  await first?.release()
  await first?.release()

  const second = await tryPollerLock(database.sql)
  expect([first?.isHeld(), second?.isHeld()]).toEqual([false, true])
  await second?.release()
})
