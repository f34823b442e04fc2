import { markDirty } from '../../src/store/upstream-dirty.ts'
import { type Bench, round } from '../bench.ts'
import { watchMemory } from '../ladder/memory.ts'
import { type BenchFarm, until } from './farm.ts'
import { copyList, copyPages, type Floor, fetchAll } from './floor.ts'
import type { BenchUpstream } from './upstream.ts'
import { sizeOf } from './upstream-shapes.ts'

export interface PageFigures {
  releases: number
  files: number
  pages: number
  perSecond: number
  floorPerSecond: number
  floor: Floor
  peakBytes: number
}

/** Has pages of one size fetched and stored, each with its summary, into a database that does not know them. */
export async function measurePages(
  bench: Bench,
  { farm, sql, follow }: BenchFarm,
  upstream: BenchUpstream,
  kind: string,
  count: number,
): Promise<PageFigures> {
  const names = Array.from({ length: count }, (_, place) => `${kind}-${place}`)
  const memory = await watchMemory(sql)
  const running = follow()
  await until(bench, () => sql`select 1 from upstream_cursor where begun_serial is not null`)
  await farm.database.db.transaction((tx) =>
    markDirty(
      tx,
      names.map((name) => ({ name, serial: 1 })),
    ),
  )
  const ms = await until(bench, async () => ((await sql`select 1 from upstream_dirty limit 1`).length === 0 ? [1] : []))
  await running.stop()
  const peak = await memory.stop()
  const httpS = await fetchAll(
    upstream.url,
    names.flatMap((name) => [`/simple/${name}/`, `/pypi/${name}/json`]),
  )
  const floor = { httpS: round(httpS, 3), copyS: round(await copyPages(sql, names), 3) }
  const { releases, wheels } = sizeOf(`${kind}-0`)
  return {
    releases,
    files: releases * (wheels + 1),
    pages: count,
    perSecond: round(count / (ms / 1_000), 2),
    floorPerSecond: round(count / (floor.httpS + floor.copyS), 2),
    floor,
    peakBytes: peak.node,
  }
}

/** Takes the list of all projects into an empty database. */
export async function measureList(
  bench: Bench,
  { sql, follow }: BenchFarm,
  upstream: BenchUpstream,
  projects: number,
): Promise<{ seconds: number; peakBytes: number; floor: Floor }> {
  globalThis.gc?.()
  const memory = await watchMemory(sql)
  const running = follow({ workers: 0 })
  const ms = await until(bench, () => sql`select 1 from upstream_cursor where index_serial is not null`, 20)
  const peak = await memory.stop()
  await running.stop()
  const floor = {
    httpS: round(await fetchAll(upstream.url, ['/simple/']), 3),
    copyS: round(await copyList(sql, projects), 3),
  }
  return { seconds: round(ms / 1_000, 2), peakBytes: peak.node, floor }
}
