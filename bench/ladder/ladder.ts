import type postgres from 'postgres'
import type { ReleaseId, TargetId } from '../../schema/ids.ts'
import { planReleases } from '../../src/jobs/plan.ts'
import { ensureTarget, openTarget } from '../../src/jobs/targets.ts'
import { planRelease } from '../../src/ladder/plan.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { setFollows } from '../../src/store/follows.ts'
import { loadReleases as loadFacts } from '../../src/store/release-facts.ts'
import { farmStartedAt } from '../../src/store/settings.ts'
import { type Bench, type Findings, round } from '../bench.ts'
import { createDatabase, openServer, openSql } from '../own-database.ts'
import { realisticTags } from '../realistic-tags.ts'
import { type Spread, spreadOf, timesOf } from '../spread.ts'
import { loadReleases } from './load-releases.ts'
import { type PeakMemory, watchMemory } from './memory.ts'

export interface LadderOptions {
  releases: number
  steps: number
  follow: 'now' | 'all'
}

/** Measured twice over, so that statements are planned and pages are in memory. */
const WARM_UP_STEPS = 200
/** The pure functions are too fast to time one by one. */
const PURE_ROUNDS = 200
const MIB = 1_024 ** 2

/** What the ladder costs when the table holds all of PyPI. */
export async function benchLadder(bench: Bench, options: LadderOptions): Promise<Findings> {
  const server = await openServer(bench)
  const { url } = await createDatabase(bench, server)
  const database = openDatabase(url, { max: 2 })
  bench.opened('connections of the ladder', database.close)
  const sql = openSql(bench, url)
  await database.db.transaction((tx) => setFollows(tx, options.follow))
  await farmStartedAt(database.db)
  for (const minor of [9, 11]) await addTarget(database, minor)
  await loadReleases(bench, database, sql, options.releases)
  // The targets that are there stand for a farm that begins: nothing was opened for them yet.
  await sql`update targets set opened_through = null`

  bench.say(`${options.steps} steps of single releases`)
  const { whole, inside } = await measureSteps(bench, database, options)
  const pure = await measurePure(database, options)
  bench.say('a new target is opened')
  const opening = await measureOpening(bench, database, sql)
  bench.say(`opened in ${opening.seconds} s`)
  const { rows } = await sizeOf(sql)
  const figures = {
    postgres: server.kind,
    releases: options.releases,
    rows,
    stepMs: whole,
    stepInsideMs: inside,
    pureUs: pure,
    opening,
  }
  return { tables: [tableOf(options, { whole, inside, pure, opening })], figures }
}

async function addTarget({ db }: Database, minor: number): Promise<TargetId> {
  const facts = {
    implementation: 'cpython' as const,
    pythonVersion: `3.${minor}.2`,
    abi: `cp3${minor}`,
    platform: 'linux_armv7l',
    tags: realisticTags(minor, 'armv7l'),
    pipVersion: '23.0.1',
    system: 'Debian GNU/Linux 12 (bookworm)',
  }
  return db.transaction((tx) => ensureTarget(tx, facts, facts.system))
}

/** Releases spread over the whole table, each once. */
function someRelease(place: number, { releases, steps }: LadderOptions): ReleaseId {
  const stride = releases / (steps + WARM_UP_STEPS)
  // An id that the load gave out.
  return (Math.floor(place * stride) + 1) as ReleaseId
}

/** As sync or a report does it: a transaction that plans one release. */
async function measureSteps(
  bench: Bench,
  { db }: Database,
  options: LadderOptions,
): Promise<{ whole: Spread; inside: Spread }> {
  const inside: number[] = []
  const step = (place: number) =>
    db.transaction(async (tx) => {
      const from = performance.now()
      await planReleases(tx, [someRelease(place, options)], 'a new release')
      inside.push(performance.now() - from)
    })
  await timesOf(WARM_UP_STEPS, bench.signal, (place) => step(options.steps + place))
  inside.length = 0
  const whole = await timesOf(options.steps, bench.signal, step)
  return { whole: spreadOf(whole), inside: spreadOf(inside) }
}

/** The decision alone, over facts that are loaded already. @returns microseconds for one release */
async function measurePure({ db }: Database, options: LadderOptions): Promise<number> {
  const ids = Array.from({ length: Math.min(200, options.steps) }, (_, place) => someRelease(place, options))
  const loaded = await loadFacts(db, ids)
  const round1 = () => {
    for (const { facts, rungs, policies } of loaded) planRelease(facts, rungs, policies)
  }
  round1()
  const from = performance.now()
  for (let again = 0; again < PURE_ROUNDS; again += 1) round1()
  return round(((performance.now() - from) * 1_000) / (PURE_ROUNDS * loaded.length), 2)
}

interface Opening {
  seconds: number
  opened: number
  peakMemoryBytes: PeakMemory
}

/** A target is added and opened over everything, by the farm's own transactions one after the other. */
async function measureOpening(bench: Bench, database: Database, sql: postgres.Sql): Promise<Opening> {
  const memory = await watchMemory(sql)
  const from = performance.now()
  const target = await addTarget(database, 13)
  while (!bench.signal.aborted) {
    await openTarget({ database }, target, 20)
    const [row] = await sql<
      { through: string | null }[]
    >`select opened_through as through from targets where id = ${target}`
    if (row === undefined || row.through === null) break
    bench.say(`opened through release ${Number(row.through).toLocaleString('en')}`)
  }
  const seconds = round((performance.now() - from) / 1_000, 2)
  const peakMemoryBytes = await memory.stop()
  const [row] = await sql<{ opened: number }[]>`select count(*)::int as opened from builds where target_id = ${target}`
  return { seconds, opened: row?.opened ?? 0, peakMemoryBytes }
}

async function sizeOf(sql: postgres.Sql): Promise<{ rows: Record<string, number> }> {
  const found = await sql<{ name: string; n: number }[]>`
    select relname as name, reltuples::float8 as n from pg_class where relname in ('packages', 'releases', 'files')`
  return { rows: Object.fromEntries(found.map(({ name, n }) => [name, Math.round(n)])) }
}

function tableOf(
  options: LadderOptions,
  { whole, inside, pure, opening }: { whole: Spread; inside: Spread; pure: number; opening: Opening },
) {
  const mib = (bytes: number | null) => (bytes === null ? 'unknown' : Math.round(bytes / MIB))
  return {
    title: `ladder: ${options.releases.toLocaleString('en')} releases, following ${options.follow}`,
    columns: ['what', 'figure', 'p99', 'most'],
    rows: [
      ['next step of one release, its transaction and commit (ms)', whole.p50, whole.p99, whole.most],
      ['the same, inside the transaction (ms)', inside.p50, inside.p99, inside.most],
      ['the decision by the pure functions alone (µs)', pure, '', ''],
      ['opening a new target over all releases (s)', opening.seconds, '', ''],
      ['builds that were opened', opening.opened, '', ''],
      ['peak memory of the Node process meanwhile (MiB)', mib(opening.peakMemoryBytes.node), '', ''],
      ['peak memory of Postgres meanwhile (MiB)', mib(opening.peakMemoryBytes.postgres), '', ''],
    ],
    notes: ['figure: the median where there is a p99'],
  }
}
