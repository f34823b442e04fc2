import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upstreamCursor, upstreamDirty } from '../../schema/tables/packages.ts'
import { builders, targets } from '../../schema/tables/targets.ts'
import { foldCounters } from '../../src/store/counters.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addBuilderRow } from '../support/rows.ts'
import { type ApiWorld, makeApiWorld } from './api-world.ts'
import { codesOf, type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
let world: ApiWorld
beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeApiWorld(farm.database.db)
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

test('targets in ladder order with their backlog, the same before and after counters are folded', async () => {
  const query = `{ targets { abi platform label pythonVersion frozen { reason } paused { reason } restsUntil
    backlog { open waiting building retrying parked held built failed } } }`

  const before = await api.ask(query)
  await farm.database.db.transaction((tx) => foldCounters(tx))
  const after = await api.ask(query)

  const none = { open: 0, waiting: 0, building: 0, retrying: 0, parked: 0, held: 0, built: 0, failed: 0 }
  const still = { frozen: null, paused: null, restsUntil: null }
  const arm = { platform: 'linux_armv7l', ...still }
  expect(after).toEqual(before)
  expect(before).toEqual({
    data: {
      targets: [
        {
          ...arm,
          abi: 'cp39',
          label: 'Debian 11',
          pythonVersion: '3.9.2',
          backlog: { ...none, open: 1, waiting: 1, built: 1 },
        },
        { ...arm, abi: 'cp311', label: 'Debian 12', pythonVersion: '3.11.2', backlog: { ...none, failed: 1 } },
        {
          ...still,
          abi: 'cp311',
          platform: 'linux_aarch64',
          label: 'Debian 12',
          pythonVersion: '3.11.2',
          backlog: { ...none, open: 1, building: 1 },
        },
      ],
    },
  })
})

test('a backlog in depth: lanes, reasons, today, the oldest and the rates, before and after folding', async () => {
  const query = `{ targets { backlog { lanes { lane open } waits { reason builds } builtToday failedToday oldestSince
    arrivalsPerHour servicePerHour } } }`
  const before = await api.ask(query)
  await farm.database.db.transaction((tx) => foldCounters(tx))
  const after = await api.ask(query)

  const lanes = (urgent: number, fresh: number, backlog: number) => [
    { lane: 'URGENT', open: urgent },
    { lane: 'FRESH', open: fresh },
    { lane: 'BACKLOG', open: backlog },
  ]
  const none = { waits: [], builtToday: 0, failedToday: 0, oldestSince: null, arrivalsPerHour: 0, servicePerHour: 0 }
  const { running, waiting } = world.builds
  expect(after).toEqual(before)
  expect(before).toEqual({
    data: {
      targets: [
        {
          backlog: {
            lanes: lanes(0, 0, 1),
            waits: [{ reason: 'BUILDERS_BUSY', builds: 1 }],
            builtToday: 1,
            failedToday: 0,
            oldestSince: waiting.openSince?.toISOString(),
            arrivalsPerHour: 1,
            servicePerHour: 1,
          },
        },
        { backlog: { ...none, lanes: lanes(0, 0, 0), failedToday: 1, servicePerHour: 1 } },
        {
          backlog: {
            ...none,
            lanes: lanes(1, 0, 0),
            oldestSince: running.openSince?.toISOString(),
            arrivalsPerHour: 1,
          },
        },
      ],
    },
  })
})

test('a target tells that it is paused, frozen or rests', async () => {
  const soon = new Date(Date.now() + 3_600_000)
  const at = new Date('2026-01-01T00:00:00.000Z')
  const { low, high, arm64 } = world.targets
  const set = (id: typeof low.id, row: Partial<typeof targets.$inferInsert>) =>
    farm.database.db.update(targets).set(row).where(eq(targets.id, id))
  await set(low.id, { pausedAt: at, pausedReason: 'new disk' })
  await set(high.id, { frozenAt: at, frozenReason: 'end of life' })
  await set(arm64.id, { breakerUntil: soon })

  const answer = await api.ask('{ targets { frozen { at reason } paused { at reason } restsUntil } }')

  for (const id of [low.id, high.id, arm64.id]) {
    await set(id, { pausedAt: null, pausedReason: null, frozenAt: null, frozenReason: null, breakerUntil: null })
  }
  const instant = at.toISOString()
  expect(answer).toEqual({
    data: {
      targets: [
        { frozen: null, paused: { at: instant, reason: 'new disk' }, restsUntil: null },
        { frozen: { at: instant, reason: 'end of life' }, paused: null, restsUntil: null },
        { frozen: null, paused: null, restsUntil: soon.toISOString() },
      ],
    },
  })
})

test('builders with what they do, what they are, and nothing that proves who they are', async () => {
  const beatAt = new Date()
  await farm.database.db.update(builders).set({ lastBeatAt: beatAt }).where(eq(builders.id, world.pi.id))
  await addBuilderRow(farm.database.db, {
    name: 'gone',
    revokedAt: new Date(),
    facts: { version: 7, interpreters: 'x' },
  })

  const answer =
    await api.ask(`{ builders { nodes { name state lastHeardAt targets { abi } facts { system builderVersion }
    readings { load1 memoryFreeBytes diskFreeBytes temperatureC swapFreeBytes clockSkewMs }
    selfTest { passed unsafe sandbox memory faults }
    currentAttempts { try build { number release { version } } } } } }`)

  expect(answer).toEqual({
    data: {
      builders: {
        nodes: [
          {
            name: 'gone',
            state: 'REVOKED',
            lastHeardAt: null,
            targets: [],
            facts: { system: null, builderVersion: null },
            readings: null,
            selfTest: null,
            currentAttempts: [],
          },
          {
            name: 'pi-<b>4</b>',
            state: 'BUILDING',
            lastHeardAt: beatAt.toISOString(),
            targets: [{ abi: 'cp39' }, { abi: 'cp311' }],
            facts: { system: 'Debian GNU/Linux 12 (bookworm)', builderVersion: '0.1.0' },
            readings: {
              ...{ load1: 1.5, memoryFreeBytes: 5_000_000_000, diskFreeBytes: null, temperatureC: 61.2 },
              ...{ swapFreeBytes: 7, clockSkewMs: -500 },
            },
            selfTest: {
              ...{ passed: false, unsafe: true, sandbox: 'none', memory: 'per process' },
              faults: ['<b>no box</b>'],
            },
            currentAttempts: [{ try: 1, build: { number: world.builds.running.id, release: { version: '1.1' } } }],
          },
        ],
      },
    },
  })
  expect(codesOf(await api.ask('{ builders { nodes { keySha256 } } }'))).toEqual(['GRAPHQL_VALIDATION_FAILED'])
})

test('how far PyPI is followed: null at first, then the serial, what is due up to a bound, and whether it lags', async () => {
  const query = '{ sync { serial reachedAt lastError lagging pagesDue { count exact } } }'
  const { db, sql } = farm.database
  const before = await api.ask(query)
  const reachedAt = new Date()
  await db.insert(upstreamCursor).values({ id: 1, serial: 30_000_000_000, reachedAt })
  const fresh = await api.ask(query)
  await sql`insert into upstream_dirty (package_name, required_serial) select 'p' || n, 1 from generate_series(1, 1001) n`
  const swamped = await api.ask(query)
  await db.delete(upstreamDirty)
  await db.update(upstreamCursor).set({ reachedAt: new Date(reachedAt.getTime() - 601_000), lastError: 'no route' })
  const silent = await api.ask(query)

  const serial = 30_000_000_000
  const none = { count: 0, exact: true }
  const now = reachedAt.toISOString()
  expect(before).toEqual({ data: { sync: null } })
  expect(fresh).toEqual({ data: { sync: { serial, reachedAt: now, lastError: null, lagging: false, pagesDue: none } } })
  expect(swamped).toEqual({
    data: {
      sync: { serial, reachedAt: now, lastError: null, lagging: true, pagesDue: { count: 1_000, exact: false } },
    },
  })
  expect(silent).toEqual({
    data: {
      sync: { serial, reachedAt: expect.any(String), lastError: 'no route', lagging: true, pagesDue: none },
    },
  })
})
