import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Report } from '../../schema/report.ts'
import { openDeliveries } from '../../src/builder/deliveries.ts'
import { type FarmClient, openFarmClient } from '../../src/builder/farm-client.ts'
import { resumeSpool } from '../../src/builder/resume-spool.ts'
import { logPath, openSpool, type Spool, type SpoolEntry, wheelsFolder } from '../../src/builder/spool.ts'
import { createLogger } from '../../src/logger.ts'
import { sampleReport } from '../schema/sample-report.ts'
import { FarmServer } from './farm-server.ts'

const log = createLogger('test', 'silent')
let farm: FarmServer
let client: FarmClient
let dataDir: string
let spool: Spool
beforeEach(async () => {
  farm = await new FarmServer().listen()
  client = openFarmClient(farm.url, { builder: 1, key: 'k' })
  dataDir = await mkdtemp(join(tmpdir(), 'wheelyard-deliver-'))
  spool = await openSpool(dataDir, log)
})
afterEach(async () => {
  await client.close()
  await farm.close()
  await rm(dataDir, { recursive: true })
})

const wheel = 'demo-1.0-py3-none-any.whl'
const bigLog = Buffer.alloc(700_000, 'line of a log\n')

async function spooled(attempt: number): Promise<SpoolEntry> {
  const report: Report = sampleReport({ attempt })
  const { environment, sdistSha256, startedAt } = report
  const record = {
    attempt,
    token: `token-${attempt}`,
    build: 5,
    try: 1,
    sdistSha256,
    startedAt,
    environment,
    mark: 'm'.repeat(16),
  }
  const entry = await spool.begin(record)
  await writeFile(logPath(entry), bigLog)
  await writeFile(join(wheelsFolder(entry), wheel), 'the wheel')
  await spool.finish(entry, report)
  return entry
}

/** Sends everything that is in the spool. @returns the attempts for which the farm gave a final answer */
async function sendAll(lastTry = new AbortController().signal): Promise<number[]> {
  const answered: number[] = []
  const deliveries = openDeliveries(client, spool, log, lastTry, 20)
  for (const entry of (await spool.leftovers()).complete) {
    deliveries.add(entry, async () => {
      answered.push(entry.record.attempt)
    })
  }
  await deliveries.settled()
  return answered.sort()
}

it('sends log, wheels and report in this order, and leaves nothing', async () => {
  await spooled(7)
  expect(await sendAll()).toEqual([7])
  const kinds = farm.calls.map(
    ({ method, path }) => `${method} ${path.replace(/.*attempts\/7\//, '').replace(/\?.*/, '')}`,
  )
  expect([...new Set(kinds)]).toEqual(['POST log', `PUT wheels/${wheel}`, 'POST report'])
  expect(farm.calls.every((call) => call.attemptToken === 'token-7')).toBe(true)
  expect(farm.logs.get(7)?.equals(bigLog)).toBe(true)
  expect(farm.wheels.get(wheel)?.toString()).toBe('the wheel')
  expect(farm.reports.get(7)).toEqual(sampleReport({ attempt: 7 }))
  expect(await readdir(join(dataDir, 'spool'))).toEqual([])
})

it('goes on where the log at the farm ends', async () => {
  await spooled(7)
  farm.logs.set(7, bigLog.subarray(0, 300_000))
  await sendAll()
  expect(farm.logs.get(7)?.equals(bigLog)).toBe(true)
  expect(farm.calls.some(({ path }) => path.endsWith('offset=300000'))).toBe(true)
})

it('tries for as long as the farm says "not now"', async () => {
  await spooled(7)
  let refusals = 9
  farm.override = () => (refusals-- > 0 ? { status: 503, body: { code: 'BUSY', message: 'm' } } : null)
  expect(await sendAll()).toEqual([7])
  expect(farm.reports.has(7)).toBe(true)
  expect(await readdir(join(dataDir, 'spool'))).toEqual([])
})

it('a final no moves it to refused/, and does not hold up others', async () => {
  await spooled(7)
  await spooled(8)
  farm.override = ({ path }) =>
    path.includes('/attempts/7/report')
      ? { status: 409, body: { code: 'REPORT_CONFLICT', message: 'another one' } }
      : null
  expect(await sendAll()).toEqual([7, 8])
  expect(farm.reports.has(8)).toBe(true)
  expect(await readdir(join(dataDir, 'spool'))).toEqual([])
  const [folder = '', note = ''] = (await readdir(join(dataDir, 'refused'))).sort()
  expect((await readdir(join(dataDir, 'refused', folder))).sort()).toEqual([
    'attempt.json',
    'log',
    'report.cbor',
    'wheels',
  ])
  expect(await readFile(join(dataDir, 'refused', note), 'utf8')).toContain('409 REPORT_CONFLICT: another one')
})

it('a refused log or wheel does not keep the report back', async () => {
  await spooled(7)
  farm.override = ({ path }) =>
    path.includes('/report') ? null : { status: 413, body: { code: 'TOO_LARGE', message: 'm' } }
  expect(await sendAll()).toEqual([7])
  expect(farm.reports.has(7)).toBe(true)
})

it('stays in the spool when the builder must end while the farm is away', async () => {
  await spooled(7)
  farm.override = () => ({ status: 503, body: { code: 'BUSY', message: 'm' } })
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 200)
  expect(await sendAll(stop.signal)).toEqual([])
  expect(await readdir(join(dataDir, 'spool'))).toEqual(['7'])
})

it('after a restart: what is complete is sent, what was cut off is reported lost, what is neither is put aside', async () => {
  await spooled(7)
  const cut = await spooled(8)
  await rm(join(cut.folder, 'report.cbor'))
  await rm(join((await spooled(9)).folder, 'attempt.json'))
  const gone = await spooled(10)
  await spool.remove(gone)
  const deliveries = openDeliveries(client, spool, log, new AbortController().signal, 20)
  await resumeSpool(dataDir, await openSpool(dataDir, log), deliveries, log)
  await deliveries.settled()
  expect(farm.reports.get(7)?.outcome).toBe('BUILT')
  expect(farm.reports.get(8)).toMatchObject({ outcome: 'FAILED', failure: { kind: 'BUILDER_LOST' }, wheels: [] })
  expect(farm.logs.get(8)?.equals(bigLog)).toBe(true)
  expect([...farm.reports.keys()].sort()).toEqual([7, 8])
  expect(await readdir(join(dataDir, 'spool'))).toEqual([])
  expect((await readdir(join(dataDir, 'refused'))).some((name) => name.startsWith('9-'))).toBe(true)
})
