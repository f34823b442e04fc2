import { startOwnRedis } from '../../test/support/own-redis.ts'
import type { Bench, Findings, Table } from '../bench.ts'
import { round } from '../bench.ts'
import { type BenchServer, createDatabase, openServer } from '../own-database.ts'
import { bullmqFloor } from './floor.ts'
import { type DispatchRun, runBuilders } from './run-builders.ts'

export interface DispatchOptions {
  seconds: number
  idleSeconds: number
  builders: number[]
  atOnce: number
  releases: number
  fresh: number
  window: number
  backend: ('redis' | 'postgres')[]
}

/** Jobs of the floor for each second of the run: enough for a steady figure, not more. */
const FLOOR_JOBS = { redis: 2_000, postgres: 200 }
const FLOOR_MOST_JOBS = { redis: 50_000, postgres: 5_000 }

/** How fast the whole farm hands out jobs and takes reports, beside what BullMQ alone does on the same servers. */
export async function benchDispatch(bench: Bench, options: DispatchOptions): Promise<Findings> {
  const server = await openServer(bench)
  const floors: Record<string, number> = {}
  const runs: DispatchRun[] = []
  for (const backend of options.backend) {
    const redisUrl = backend === 'redis' ? await openRedis(bench) : null
    floors[backend] = await measureFloor(bench, server, backend, redisUrl, options.seconds)
    for (const builders of options.builders) {
      if (bench.signal.aborted) break
      runs.push(await runBuilders(bench, server, { ...options, backend, builders, redisUrl }))
    }
  }
  return { tables: [tableOf(runs, floors, options)], figures: { postgres: server.kind, floors, runs } }
}

async function openRedis(bench: Bench): Promise<string> {
  const redis = await startOwnRedis()
  bench.opened('Redis', redis.close)
  return redis.url
}

async function measureFloor(
  bench: Bench,
  server: BenchServer,
  backend: 'redis' | 'postgres',
  redisUrl: string | null,
  seconds: number,
): Promise<number> {
  const jobs = Math.min(FLOOR_JOBS[backend] * seconds, FLOOR_MOST_JOBS[backend])
  bench.say(`${backend}: BullMQ alone, ${jobs} jobs`)
  if (redisUrl !== null) return round(await bullmqFloor({ backend: 'redis', url: redisUrl, prefix: 'floor' }, jobs))
  const database = await createDatabase(bench, server)
  const rate = await bullmqFloor({ backend: 'postgres', databaseUrl: database.url, schema: 'bullmq' }, jobs)
  await database.drop()
  return round(rate)
}

function tableOf(runs: readonly DispatchRun[], floors: Record<string, number>, options: DispatchOptions): Table {
  return {
    title: `dispatch: ${options.seconds} s, ${options.atOnce} jobs at once in each builder`,
    columns: [
      'queues',
      'builders',
      'reports/s',
      'BullMQ alone/s',
      'stall ms',
      'API cpu ms/report',
      'busy p50 ms',
      'busy p99 ms',
      'idle p50 ms',
      'idle p99 ms',
      'faults',
    ],
    rows: runs.map((run) => [
      run.backend,
      run.builders,
      run.reportsPerS,
      floors[run.backend] ?? 0,
      run.longestStallMs,
      run.cpuMsPerReport.api,
      run.busyDelayMs.p50,
      run.busyDelayMs.p99,
      run.idleDelayMs.p50,
      run.idleDelayMs.p99,
      run.faults.reduce((sum, { times }) => sum + times, 0),
    ]),
    notes: [
      'reports/s: start, 2 kB wheel and report, all answered; stall: the longest time in which no builder was answered',
      'busy, idle: from the row of a new release to its start, beside a backlog and without one',
      ...(runs.some(({ ranDry }) => ranDry) ? ['the backlog ran dry in a run: give more --releases'] : []),
    ],
  }
}
