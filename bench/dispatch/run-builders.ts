import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import type { InterpreterFacts } from '../../schema/farm-api.ts'
import type { TargetId } from '../../schema/ids.ts'
import { createEnrolToken } from '../../src/jobs/enrol.ts'
import { ensureTarget } from '../../src/jobs/targets.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import type { Bench } from '../bench.ts'
import { round } from '../bench.ts'
import { cpuMs } from '../cpu-time.ts'
import { type BenchServer, createDatabase, openSql } from '../own-database.ts'
import { realisticTags } from '../realistic-tags.ts'
import { type Spread, spreadOf } from '../spread.ts'
import { startBuilders } from './builders.ts'
import { type FarmProcesses, startFarm } from './farm-processes.ts'
import { delaysSince, loadBacklog, trickle } from './releases.ts'

export interface RunOptions {
  backend: 'redis' | 'postgres'
  redisUrl: string | null
  builders: number
  seconds: number
  idleSeconds: number
  atOnce: number
  releases: number
  fresh: number
  window: number
}

export interface DispatchRun {
  backend: 'redis' | 'postgres'
  builders: number
  reports: number
  reportsPerS: number
  longestStallMs: number
  busyDelayMs: Spread
  idleDelayMs: Spread
  /** Releases that were never started within the time. */
  unstarted: number
  /** The backlog was used up before the time was. */
  ranDry: boolean
  /** Processor time of the farm's processes for each report; zero where it cannot be read. */
  cpuMsPerReport: { api: number; dispatch: number }
  faults: { what: string; times: number }[]
}

const TOKEN_MS = 3_600_000
/** Before it is measured, a busy farm has this share of the time to get into its stride. */
const WARM_UP = 0.1
/** What came last may start until then. */
const LAST_START_MS = 2_000

const facts: InterpreterFacts = {
  implementation: 'cpython',
  pythonVersion: '3.11.2',
  abi: 'cp311',
  platform: 'linux_armv7l',
  tags: realisticTags(11, 'armv7l'),
  pipVersion: '23.0.1',
  system: 'Debian GNU/Linux 12 (bookworm)',
}

/** One farm with so many builders, on a database of its own: first idle, then busy. */
export async function runBuilders(bench: Bench, server: BenchServer, options: RunOptions): Promise<DispatchRun> {
  const { backend, redisUrl, seconds } = options
  const label = `${backend}, ${options.builders} builders`
  bench.say(`${label}: farm starts`)
  const base = await createDatabase(bench, server)
  const database = openDatabase(base.url)
  bench.opened('connections of sync', database.close)
  const sql = openSql(bench, base.url)
  const target = await database.db.transaction((tx) => ensureTarget(tx, facts, facts.system))
  const queuePrefix = `bench-${options.builders}`
  const farm = await startFarm(bench, {
    databaseUrl: base.url,
    window: options.window,
    ...(redisUrl === null ? {} : { redisUrl, queuePrefix }),
  })
  const tokens = await makeTokens(database, options.builders)
  const builders = await startBuilders({ serverUrl: farm.address, facts, atOnce: options.atOnce, tokens })
  bench.opened('builders', builders.stop)

  bench.say(`${label}: ${options.idleSeconds} s idle`)
  const idle = await trickleFor(bench, database, sql, options, options.idleSeconds)
  await fill(bench, label, database, sql, target, options)
  await pause(bench, seconds * WARM_UP * 1_000)
  bench.say(`${label}: ${seconds} s busy`)
  const cpuBefore = await cpuOf(farm)
  const from = Date.now()
  const busy = await trickleFor(bench, database, sql, options, seconds)
  const until = from + seconds * 1_000
  const cpuAfter = await cpuOf(farm)
  const ranDry = await isDry(sql)
  await builders.stop()
  await farm.stop()
  await database.close()
  await sql.end()
  await base.drop()

  const within = (at: number) => at >= from && at < until
  const answers = builders.answers().filter(within)
  bench.say(`${label}: ${round(answers.length / seconds)} reports a second`)
  return {
    backend,
    builders: options.builders,
    reports: answers.length,
    reportsPerS: round(answers.length / seconds),
    longestStallMs: Math.round(longestGap([from, ...builders.anyAnswers().filter(within), until])),
    busyDelayMs: spreadOf(busy.delays),
    idleDelayMs: spreadOf(idle.delays),
    unstarted: busy.unstarted + idle.unstarted,
    ranDry,
    cpuMsPerReport: {
      api: round((cpuAfter.api - cpuBefore.api) / answers.length, 2),
      dispatch: round((cpuAfter.dispatch - cpuBefore.dispatch) / answers.length, 2),
    },
    faults: [...builders.faults()].map(([what, times]) => ({ what, times })),
  }
}

async function makeTokens({ db }: Database, count: number): Promise<string[]> {
  const tokens: string[] = []
  for (let made = 0; made < count; made += 1) tokens.push(await createEnrolToken(db, 'bench', TOKEN_MS))
  return tokens
}

/** Releases come in for so long; then the delays of those are read. */
async function trickleFor(
  bench: Bench,
  database: Database,
  sql: postgres.Sql,
  { fresh }: RunOptions,
  seconds: number,
): Promise<{ delays: number[]; unstarted: number }> {
  const since = new Date()
  const until = Date.now() + seconds * 1_000
  await trickle(database, fresh, () => bench.signal.aborted || Date.now() >= until)
  await pause(bench, LAST_START_MS)
  return delaysSince(sql, since)
}

async function fill(
  bench: Bench,
  label: string,
  database: Database,
  sql: postgres.Sql,
  target: TargetId,
  options: RunOptions,
): Promise<void> {
  const count = Math.ceil(options.releases * options.seconds * (1 + WARM_UP))
  bench.say(`${label}: ${count} releases to build are loaded`)
  await loadBacklog(database, sql, target, count)
}

async function cpuOf({ pids }: FarmProcesses): Promise<{ api: number; dispatch: number }> {
  const of = async (pid: number | undefined) => (pid === undefined ? 0 : ((await cpuMs(pid)) ?? 0))
  return { api: await of(pids.api), dispatch: await of(pids.dispatch) }
}

async function isDry(sql: postgres.Sql): Promise<boolean> {
  const rows = await sql`select 1 from builds where work = 'WAITING' and lane = 'backlog' limit 1`
  return rows.length === 0
}

function longestGap(times: readonly number[]): number {
  return times.reduce((most, at, place) => Math.max(most, at - (times[place - 1] ?? at)), 0)
}

async function pause({ signal }: Bench, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
