import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorCode, FarmError } from '../../errors.ts'

/** Where the pieces of an embedded PostgreSQL lie. All of it is in one folder, readable by its account alone. */
export interface Place {
  folder: string
  /** PostgreSQL's own data. */
  cluster: string
  /** The password of the superuser `wheelyard`, mode 0600. */
  password: string
  /** The port of the last start, tried first at the next. */
  port: string
  /** The process with whose end the kernel stops the server; missing where the kernel does not. */
  starter: string
  log: string
}

/** Superuser and database have the same name. */
export const POSTGRES_NAME = 'wheelyard'

function placeIn(folder: string): Place {
  return {
    folder,
    cluster: join(folder, 'cluster'),
    password: join(folder, 'password'),
    port: join(folder, 'port'),
    starter: join(folder, 'starter'),
    log: join(folder, 'server.log'),
  }
}

/** A file in the data folder that says where the database is, if no user but root could have reached it there. */
function signpost(dataDir: string): string {
  return join(dataDir, 'postgres', 'elsewhere')
}

/** The place that belongs to a data folder. Makes nothing. */
export async function findPlace(dataDir: string): Promise<Place> {
  const elsewhere = await readOrNull(signpost(dataDir))
  return placeIn(elsewhere?.trim() || join(dataDir, 'postgres'))
}

/** The place that belongs to a data folder, made if missing. */
export async function makePlace(dataDir: string): Promise<Place> {
  const place = await findPlace(dataDir)
  try {
    await mkdir(place.folder, { recursive: true })
    await chmod(place.folder, 0o700)
  } catch (cause) {
    throw cannotUse(place.folder, cause)
  }
  return place
}

/**
 * Makes a place outside the data folder, for a root who has neither another user that could reach the data folder nor
 * user namespaces. What an older data folder of the same path left there is removed: its signpost is gone.
 */
export async function makePlaceElsewhere(dataDir: string): Promise<Place> {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  for (const base of ['/var/lib/wheelyard', join(tmpdir(), 'wheelyard-postgres')]) {
    const place = placeIn(join(base, name))
    try {
      await mkdir(base, { recursive: true, mode: 0o755 })
      await rm(place.folder, { recursive: true, force: true })
      await mkdir(place.folder, { mode: 0o700 })
    } catch {
      continue
    }
    await writeFile(signpost(dataDir), place.folder)
    return place
  }
  throw new FarmError('POSTGRES_UNAVAILABLE', 'no folder outside the data folder can be made for PostgreSQL')
}

/** Reads the password, made at the first call. */
export async function ensurePassword(place: Place): Promise<string> {
  const known = await readOrNull(place.password)
  if (known !== null) return known.trim()
  const password = randomBytes(24).toString('base64url')
  await writeFile(place.password, `${password}\n`, { mode: 0o600, flag: 'wx' })
  return password
}

/** The text of a file, or null if there is none. */
export async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null
    throw cannotUse(path, cause)
  }
}

function cannotUse(path: string, cause: unknown): FarmError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new FarmError(
    'POSTGRES_UNAVAILABLE',
    `${path} cannot be used: ${reason}. Run as the user who started the farm here first, or choose another folder by --data.`,
    { cause },
  )
}
