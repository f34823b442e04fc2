import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type postgres from 'postgres'
import { listName, sizeOf } from './upstream-shapes.ts'

/** The same work done as barely as it can be, in the same run: what no follower could beat. All in seconds. */
export interface Floor {
  httpS: number
  copyS: number
}

const secondsSince = (from: number): number => (performance.now() - from) / 1_000

/** Gets paths eight at a time and parses what comes as one JSON text each. */
export async function fetchAll(url: string, paths: readonly string[]): Promise<number> {
  const from = performance.now()
  const left = [...paths]
  const headers = { accept: 'application/vnd.pypi.simple.v1+json' }
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        JSON.parse(await (await fetch(url + path, { headers })).text())
      }
    }),
  )
  return secondsSince(from)
}

/** Copies the rows of the list of all projects into bare tables. */
export async function copyList(sql: postgres.Sql, projects: number): Promise<number> {
  await sql`create unlogged table floor_packages (name text, display_name text)`
  await sql`alter table floor_packages set logged`
  await sql`create table floor_dirty (package_name text, serial bigint)`
  const from = performance.now()
  const names = Array.from({ length: projects }, (_, place) => listName(place))
  await copyRows(sql, 'floor_packages', names, (name) => `${name}\t${name}\n`)
  await copyRows(sql, 'floor_dirty', names, (name) => `${name}\t20000000\n`)
  const seconds = secondsSince(from)
  await sql`drop table floor_packages, floor_dirty`
  return seconds
}

/** Copies the releases and files of pages into bare tables, all in one transaction. */
export async function copyPages(sql: postgres.Sql, names: readonly string[]): Promise<number> {
  await sql`create table floor_releases (version text)`
  await sql`create table floor_files (filename text, url text, sha256 text)`
  const from = performance.now()
  await sql.begin(async (tx) => {
    await copyRows(tx, 'floor_releases', versionsOf(names), (version) => `${version}\n`)
    await copyRows(
      tx,
      'floor_files',
      filesOf(names),
      (file) => `${file}\thttp://127.0.0.1/${file}\t${'a'.repeat(64)}\n`,
    )
  })
  const seconds = secondsSince(from)
  await sql`drop table floor_releases, floor_files`
  return seconds
}

function* versionsOf(names: readonly string[]): Generator<string> {
  for (const name of names) for (let place = 0; place < sizeOf(name).releases; place += 1) yield `1.${place}`
}

function* filesOf(names: readonly string[]): Generator<string> {
  for (const name of names) {
    const { releases, wheels } = sizeOf(name)
    for (let place = 0; place < releases * (wheels + 1); place += 1) yield `${name}-${place}.tar.gz`
  }
}

const LINES = 1_000

async function copyRows<T>(
  sql: postgres.ISql,
  table: string,
  items: Iterable<T>,
  line: (item: T) => string,
): Promise<void> {
  const into = await sql`copy ${sql(table)} from stdin`.writable()
  function* lines() {
    let part: string[] = []
    for (const item of items) {
      part.push(line(item))
      if (part.length === LINES) {
        yield part.join('')
        part = []
      }
    }
    if (part.length > 0) yield part.join('')
  }
  await pipeline(Readable.from(lines()), into)
}
