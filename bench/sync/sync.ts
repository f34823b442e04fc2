import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type Findings, round } from '../bench.ts'
import { openServer } from '../own-database.ts'
import { measureBacklog, measureSingles } from './events.ts'
import { type BenchFarm, openBenchFarm } from './farm.ts'
import { measureList, measurePages, type PageFigures } from './pages.ts'
import { measureTakeover } from './takeover.ts'
import { startBenchUpstream } from './upstream.ts'

export interface SyncOptions {
  projects: number
  pages: number
  events: number
  single: number
}

const mib = (bytes: number): number => Math.round(bytes / 1_048_576)

/** Everything that following costs, each beside what the same bytes and rows cost barely. */
export async function benchSync(bench: Bench, options: SyncOptions): Promise<Findings> {
  const server = await openServer(bench)
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-bench-'))
  bench.opened('folder', () => rm(folder, { recursive: true, force: true }))
  const upstream = await startBenchUpstream(bench, options.projects)
  const open = (mode: 'all' | 'now'): Promise<BenchFarm> =>
    openBenchFarm(bench, server, { upstreamUrl: upstream.url, folder, mode })

  // First, so that no other measurement's memory is counted with it.
  bench.say(`the list of ${options.projects} projects`)
  const list = await measureList(bench, await open('all'), upstream, options.projects)
  const farm = await open('now')
  const pages: PageFigures[] = []
  for (const [name, count] of [
    ['r1', options.pages],
    ['r30', Math.ceil(options.pages / 10)],
    ['r2500w12', Math.max(1, Math.floor(options.pages / 1_000))],
  ] as const) {
    bench.say(`pages: ${count} of ${name}`)
    pages.push(await measurePages(bench, farm, upstream, name, count))
  }
  bench.say(`${options.single} single events`)
  const single = await measureSingles(bench, farm, upstream, options.single)
  bench.say(`a backlog of ${options.events} events`)
  const backlog = await measureBacklog(bench, farm, upstream, options.events)
  bench.say('a follower is killed')
  const takeoverMs = await measureTakeover(bench, farm, upstream, folder)

  const rows = [
    ['list of all projects', `${list.seconds} s`, `${round(list.floor.httpS + list.floor.copyS, 2)} s`, '< 60 s'],
    ['  peak memory', `${mib(list.peakBytes)} MiB`, '', '< 400 MB'],
    ...pages.map((page) => [
      `pages of ${page.releases} releases`,
      `${page.perSecond}/s`,
      `${page.floorPerSecond}/s`,
      page.releases === 1 ? '>= 1,000/s or half the floor' : '',
    ]),
    ['  peak memory, 2,500 releases', `${mib(pages.at(-1)?.peakBytes ?? 0)} MiB`, '', '< 256 MB of heap'],
    ['backlog of events', `${backlog.perSecond}/s`, `${backlog.floorPerSecond}/s`, '>= 2,000/s'],
    ['event to queue, p50', `${single.p50} ms`, '', ''],
    ['event to queue, p99', `${single.p99} ms`, '', '< 500 ms'],
    ['takeover after kill -9', `${takeoverMs} ms`, '', ''],
  ]
  const notes = [
    `${options.projects.toLocaleString('en')} projects, ${options.events.toLocaleString('en')} events, 8 requests at a time, no pace`,
    'floor: the same bytes by bare HTTP and JSON.parse, then the same rows by bare COPY, in this run',
    'event to queue: from the journal row to the job in the queue, with a poll every 20 ms in it',
  ]
  const columns = ['', 'measured', 'floor', 'aim']
  const figures = { postgres: server.kind, list, pages, backlog, single, takeoverMs }
  return { tables: [{ title: 'sync: following upstream', columns, rows, notes }], figures }
}
