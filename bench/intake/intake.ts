import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../src/store/database.ts'
import { setFollows } from '../../src/store/follows.ts'
import { readFarmSecret } from '../../src/store/settings.ts'
import { enrolBuilder, makeWork, reportOf, startWork, type Work } from '../../test/hostile/attacker.ts'
import type { Bench, Findings } from '../bench.ts'
import { round } from '../bench.ts'
import { startFarm } from '../dispatch/farm-processes.ts'
import { createDatabase, openServer } from '../own-database.ts'
import { spreadOf } from '../spread.ts'
import { codecTimes } from './codecs.ts'

export interface IntakeOptions {
  builders: number
  reports: number
  logMb: number
}

type Builder = Awaited<ReturnType<typeof enrolBuilder>>
type World = Parameters<typeof enrolBuilder>[0]
type Waiting = Awaited<ReturnType<typeof makeWork>>

const LOG = Buffer.from('x'.repeat(99).concat('\n').repeat(100)) // 10 kB
const MIB = 1_024 ** 2
/** Between two beats of a builder: more often than in life, for more samples. */
const BEAT_MS = 200

/** What a farm takes in while its builders' heartbeats must not wait. */
export async function benchIntake(bench: Bench, options: IntakeOptions): Promise<Findings> {
  const base = await createDatabase(bench, await openServer(bench))
  const database = openDatabase(base.url)
  bench.opened('connections of the bench', database.close)
  await database.db.transaction((tx) => setFollows(tx, 'all'))
  const farm = await startFarm(bench, { databaseUrl: base.url }, ['api'])
  const world: World = { farm: { database, secret: await readFarmSecret(database.db) }, url: farm.address }
  const builders: Builder[] = []
  for (let n = 0; n < options.builders; n += 1) builders.push(await enrolBuilder(world))
  bench.say('work is made')
  const waiting: Waiting[] = []
  const target = builders[0]?.target ?? (0 as Builder['target'])
  for (let n = 0; n < options.builders * options.reports * 2 + 1; n += 1) waiting.push(await makeWork(world, target))
  bench.say('reports with logs of 10 kB')
  const quiet = await measure(bench, world, builders, waiting, options.reports, null)
  bench.say(`the same while one sends a log of ${options.logMb} MB`)
  const loud = await measure(bench, world, builders, waiting, options.reports, options.logMb)
  const codecs = await codecTimes(bench.signal)
  const row = (what: string, part: Part) => [what, part.reportsPerS, part.beatMs.p50, part.beatMs.p99, part.beatMs.most]
  return {
    tables: [
      {
        title: `Intake, ${options.builders} builders`,
        columns: ['while', 'reports/s', 'beat p50 ms', 'beat p99 ms', 'beat max ms'],
        rows: [row('logs of 10 kB', quiet), row(`and one of ${options.logMb} MB`, loud)],
        notes: ['A report here is Start, a log of 10 kB and the report. Aim: no heartbeat waits for a second.'],
      },
      {
        title: 'Codecs, one report with a log of 10 kB, microseconds',
        columns: ['codec', 'encode and decode'],
        rows: Object.entries(codecs).map(([codec, us]) => [codec, us ?? 'not there']),
      },
    ],
    figures: { quiet, loud, codecsUs: codecs, maxBeatMs: Math.max(quiet.beatMs.most, loud.beatMs.most) },
  }
}

interface Part {
  reportsPerS: number
  beatMs: ReturnType<typeof spreadOf>
}

async function measure(
  bench: Bench,
  world: World,
  builders: readonly Builder[],
  waiting: Waiting[],
  reports: number,
  logMb: number | null,
): Promise<Part> {
  const over = new AbortController()
  setMaxListeners(0, over.signal)
  const delays: number[] = []
  const beating = builders.map((builder) => beat(builder, delays, over.signal))
  const sending = logMb === null ? null : sendLog(world, builders[0], waiting, logMb)
  const from = performance.now()
  await Promise.all(builders.map((builder) => report(bench, world, builder, waiting, reports)))
  const tookS = (performance.now() - from) / 1_000
  await sending
  over.abort()
  await Promise.all(beating)
  return { reportsPerS: round((builders.length * reports) / tookS), beatMs: spreadOf(delays) }
}

async function report(
  bench: Bench,
  world: World,
  builder: Builder,
  waiting: Waiting[],
  reports: number,
): Promise<void> {
  for (let n = 0; n < reports && !bench.signal.aborted; n += 1) {
    const work = await nextWork(world, builder, waiting)
    await builder.client.log(work.start, 0, LOG)
    const answer = await builder.client.report(work.start, reportOf(work))
    if (answer.status !== 200) throw new Error(`a report was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }
}

async function nextWork(world: World, builder: Builder, waiting: Waiting[]): Promise<Work> {
  return startWork(world, builder, waiting.pop())
}

async function sendLog(world: World, builder: Builder | undefined, waiting: Waiting[], mb: number): Promise<void> {
  if (builder === undefined) return
  const work = await nextWork(world, builder, waiting)
  const chunk = Buffer.alloc(MIB, 'y')
  for (let n = 0; n < mb; n += 1) await builder.client.log(work.start, n * MIB, chunk)
}

async function beat({ client }: Builder, delays: number[], signal: AbortSignal): Promise<void> {
  const body = { attempts: [], load1: 1, memoryFreeBytes: 1, diskFreeBytes: 1, temperatureC: null }
  while (!signal.aborted) {
    const from = performance.now()
    await client.json('/beats', body)
    delays.push(performance.now() - from)
    await sleep(BEAT_MS, undefined, { signal }).catch(() => {})
  }
}
