import { join } from 'node:path'
import type { TargetId } from '../../schema/ids.ts'
import { startChild } from '../../src/cli/processes/child.ts'
import { packageRoot } from '../../src/config.ts'
import { ensureTarget } from '../../src/jobs/targets.ts'
import { createLogger } from '../../src/logger.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { type Bench, type Findings, round, type Table } from '../bench.ts'
import { startFarm } from '../dispatch/farm-processes.ts'
import { createDatabase, openServer, openSql } from '../own-database.ts'
import { realisticTags } from '../realistic-tags.ts'
import { type Spread, spreadOf, timesOf } from '../spread.ts'
import { type Asker, openAsker } from './ask.ts'
import { loadPackage } from './load-package.ts'

export interface PackageOptions {
  releases: number[]
  times: number
}

/** Asked before anything is measured: code is compiled, pages are in memory. */
const WARM_UP = 10

interface Measured {
  what: string
  ms: Spread
  /** Bytes of one answer, or of all its pages. */
  bytes: number | null
  toTypename: number
  toBare: number
}

/** What it costs to be told where all releases of a package stand. */
export async function benchPackage(bench: Bench, options: PackageOptions): Promise<Findings> {
  const server = await openServer(bench)
  const { url } = await createDatabase(bench, server)
  const database = openDatabase(url)
  bench.opened('connections of the loader', database.close)
  const sql = openSql(bench, url)
  const targets = await addTargets(database)
  for (const count of options.releases) await loadPackage(database, sql, nameOf(count), count, targets)
  await sql`vacuum analyze`
  const farm = await startFarm(bench, { databaseUrl: url }, ['api'])
  const asker = openAsker(`${farm.address}/graphql`, await startBare(bench))
  bench.opened('client', asker.close)
  const measured = await measure(bench, asker, options)
  return { tables: [tableOf(measured, options)], figures: { postgres: server.kind, measured } }
}

const nameOf = (count: number): string => `with-${count}-releases`

async function addTargets({ db }: Database): Promise<TargetId[]> {
  const ids: TargetId[] = []
  for (const minor of [9, 11, 13]) {
    const facts = {
      implementation: 'cpython' as const,
      pythonVersion: `3.${minor}.2`,
      abi: `cp3${minor}`,
      platform: 'linux_armv7l',
      tags: realisticTags(minor, 'armv7l'),
      pipVersion: '23.0.1',
      system: 'Debian GNU/Linux 12 (bookworm)',
    }
    ids.push(await db.transaction((tx) => ensureTarget(tx, facts, facts.system)))
  }
  return ids
}

/** @returns the address of a Fastify that does nothing, a process of its own like the farm's */
async function startBare(bench: Bench): Promise<string> {
  let address = ''
  const child = await startChild({
    name: 'bare Fastify',
    command: process.execPath,
    args: ['--import', 'tsx', join(packageRoot, 'bench/package/bare-process.ts')],
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    cwd: packageRoot,
    log: createLogger('bench', 'silent'),
    ready: (line) => {
      address = /serves (\S+)/.exec(line)?.[1] ?? address
      return address !== ''
    },
  })
  bench.opened('bare Fastify', async () => void (await child.stop({ graceMs: 5_000 })))
  return address
}

async function measure(bench: Bench, asker: Asker, options: PackageOptions): Promise<Measured[]> {
  const timed = async (work: () => Promise<unknown>) => {
    await timesOf(WARM_UP, bench.signal, work)
    return spreadOf(await timesOf(options.times, bench.signal, work))
  }
  const bare = await timed(asker.bare)
  const typename = await timed(asker.typename)
  const ratios = (ms: Spread) => ({ toTypename: round(ms.p50 / typename.p50), toBare: round(ms.p50 / bare.p50) })
  const measured: Measured[] = [
    { what: 'bare Fastify', ms: bare, bytes: null, ...ratios(bare) },
    { what: '{ __typename }', ms: typename, bytes: null, ...ratios(typename) },
  ]
  for (const count of options.releases) {
    bench.say(`${count} releases`)
    const { statuses, bytes } = await asker.status(nameOf(count))
    if (statuses !== count * 3) throw new Error(`${statuses} statuses came for ${count} releases on 3 targets`)
    const ms = await timed(() => asker.status(nameOf(count)))
    measured.push({ what: `status of ${count} releases`, ms, bytes, ...ratios(ms) })
  }
  return measured
}

function tableOf(measured: readonly Measured[], { times }: PackageOptions): Table {
  return {
    title: `package: status on 3 targets, each asked ${times} times, one after the other`,
    columns: ['what', 'p50 ms', 'p99 ms', 'most ms', 'kB', 'x typename', 'x bare'],
    rows: measured.map(({ what, ms, bytes, toTypename, toBare }) => [
      what,
      ms.p50,
      ms.p99,
      ms.most,
      bytes === null ? '' : Math.round(bytes / 1_000),
      toTypename,
      toBare,
    ]),
    notes: ['all releases, in pages of 100, with target, reason, next step, wait and wheel; x: ratio of the medians'],
  }
}
