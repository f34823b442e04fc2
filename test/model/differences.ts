import { isDeepStrictEqual } from 'node:util'
import type { Database } from '../../src/store/database.ts'
import { storedProject, upstreamProject, type VisibleProject } from '../sync/visible-state.ts'
import type { Upstream } from '../upstream/server.ts'
import { visibleOf } from './expected.ts'
import type { Program } from './program.ts'

/** Compares what our tables show with what the program says, project by project and event by event. */
export async function differencesOf(database: Database, program: Program, upstream: Upstream): Promise<string[]> {
  const lines = await differentProjects(database, program)
  for (const name of program.names) {
    const expected = visibleOf(program.expected.projects.get(name))
    // The stand-in itself is held to the program too, lest both be wrong alike.
    const shown = withoutUrls(await upstreamProject(upstream.url, name))
    if (!isDeepStrictEqual(shown, expected)) lines.push(`${name}: the stand-in shows ${JSON.stringify(shown)}`)
  }
  return [...lines, ...(await differentNames(database, program)), ...(await differentEvents(database, upstream))]
}

/** Compares what can be seen of the projects. */
export async function differentProjects(database: Database, program: Program): Promise<string[]> {
  const lines: string[] = []
  for (const name of program.names) {
    const expected = visibleOf(program.expected.projects.get(name))
    const stored = withoutUrls(await storedProject({ database }, name))
    if (!isDeepStrictEqual(stored, expected)) {
      lines.push(`${name}: stored ${onlyIn(stored, expected)}, expected ${onlyIn(expected, stored)}`)
    }
  }
  return lines
}

type Shown = ReturnType<typeof visibleOf>

/** What one says of a project and the other does not. */
function onlyIn(one: Shown, other: Shown): string {
  if (one === null || other === null) return JSON.stringify(one)
  const known = new Set(other.files.map((file) => JSON.stringify(file)))
  const files = one.files.filter((file) => !known.has(JSON.stringify(file)))
  return JSON.stringify({ ...one, files })
}

function withoutUrls(project: VisibleProject | null) {
  return project === null ? null : { ...project, files: project.files.map(({ url: _, ...file }) => file) }
}

async function differentNames({ sql }: Database, { names, expected }: Program): Promise<string[]> {
  const rows = await sql`select name, display_name from packages where removed_at is null`
  return rows.flatMap(({ name, display_name: shown }) => {
    const called = expected.projects.get(String(name))?.displayName
    if (!names.includes(String(name))) return [`${name}: nobody made it`]
    return called === undefined || called === shown ? [] : [`${name}: called ${shown}, expected ${called}`]
  })
}

/** Each event, from the first that the follower had to read, is kept, or told as a row that could not be. */
async function differentEvents({ sql }: Database, { journal }: Upstream): Promise<string[]> {
  const [cursor] = await sql`select begun_serial from upstream_cursor`
  const begun = Number(cursor?.begun_serial)
  const rows = await sql`select serial from upstream_events order by serial`
  const kept = new Set(rows.map((row) => Number(row.serial)))
  const faults = await sql`select place from upstream_faults where code = 'CHANGELOG_ROW'`
  for (const { place } of faults) kept.add(Number(String(place).split(' ')[1]))
  const missed = journal.filter(([, , , , serial]) => serial > begun && !kept.has(serial))
  return missed.map((row) => `an event was missed: ${JSON.stringify(row)}`)
}
