import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { farmSettings } from '../../schema/tables/farm.ts'
import { FarmError } from '../errors.ts'
import type { Db, Tx } from './database.ts'

/**
 * The farm's signing secret: 32 bytes, made by whoever asks first and the same for all processes ever after.
 * @throws {FarmError} SETTING_BROKEN when the stored value is not 32 bytes
 */
export async function readFarmSecret(db: Db): Promise<Buffer> {
  const text = await readOrMake(db, 'secret', () => randomBytes(32).toString('base64url'))
  const secret = Buffer.from(text, 'base64url')
  if (secret.length !== 32) throw new FarmError('SETTING_BROKEN', 'the farm setting "secret" does not hold 32 bytes')
  return secret
}

/**
 * When the farm was first started; releases uploaded before it are left alone while the farm follows `now`.
 * @throws {FarmError} SETTING_BROKEN when the stored value is no date
 */
export async function farmStartedAt(db: Db | Tx): Promise<Date> {
  const text = await readOrMake(db, 'started_at', () => new Date().toISOString())
  const startedAt = new Date(text)
  if (Number.isNaN(startedAt.getTime())) {
    throw new FarmError('SETTING_BROKEN', 'the farm setting "started_at" is not a date')
  }
  return startedAt
}

/** Notes which upstream the farm follows, for commands that ask it. */
export async function noteUpstream(db: Db, url: string): Promise<void> {
  await db
    .insert(farmSettings)
    .values({ key: 'upstream_url', value: url })
    .onConflictDoUpdate({ target: farmSettings.key, set: { value: url } })
}

/** The password of the database role that builders of this host use on the PostgreSQL queues. */
export async function readQueuePassword(db: Db): Promise<string> {
  return readOrMake(db, 'queue_password', () => randomBytes(24).toString('base64url'))
}

/** Reads a text that is made once: of two processes that make it at the same time, one wins and both read its value. */
async function readOrMake(db: Db | Tx, key: string, make: () => string): Promise<string> {
  const found = await readText(db, key)
  if (found !== null) return found
  await db.insert(farmSettings).values({ key, value: make() }).onConflictDoNothing()
  const made = await readText(db, key)
  if (made === null) throw new FarmError('SETTING_BROKEN', `the farm setting "${key}" cannot be kept`)
  return made
}

/** A setting that is a text; null when it was never made. */
export async function readText(db: Db | Tx, key: string): Promise<string | null> {
  const [row] = await db.select().from(farmSettings).where(eq(farmSettings.key, key))
  return typeof row?.value === 'string' ? row.value : null
}
