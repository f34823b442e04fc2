import { createHash } from 'node:crypto'
import { runMigrations } from 'bullmq'
import pg from 'pg'
import { FarmError } from '../errors.ts'
import { advisoryLocks } from '../store/advisory-locks.ts'
import { openDatabase } from '../store/database.ts'
import { readQueuePassword } from '../store/settings.ts'

/** How `pg` is told where Postgres is. An object, never the address itself: its `?options=` would hide BullMQ's schema. */
export interface PostgresPlace {
  host: string
  port: number
  user: string
  password?: string
  database: string
}

/** Reads `postgres://user:password@host:port/database`; the host may be a socket folder, percent-encoded or as `?host=`. */
export function placeOf(databaseUrl: string): PostgresPlace {
  const url = new URL(databaseUrl)
  const user = decodeURIComponent(url.username) || process.env.PGUSER || process.env.USER || 'postgres'
  const password = decodeURIComponent(url.password) || process.env.PGPASSWORD
  return {
    host: url.searchParams.get('host') ?? (decodeURIComponent(url.hostname) || 'localhost'),
    port: Number(url.port || 5432),
    user,
    ...(password ? { password } : {}),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
  }
}

/**
 * The database role that builders of this host take their jobs by. Roles belong to the whole server, so the database is
 * part of the name; Postgres keeps 63 bytes of it.
 */
export function queueRole(database: string): string {
  const name = `wheelyard_queue_${database}`
  if (Buffer.byteLength(name) <= 63) return name
  return `wheelyard_queue_${createHash('sha256').update(database).digest('hex').slice(0, 40)}`
}

/**
 * Brings BullMQ's schema up to date and gives its role the tables in it, and nothing else. Safe to repeat.
 * @throws {FarmError} QUEUE_ROLE when the farm's own database user may not make the role
 */
export async function preparePostgresQueues(databaseUrl: string, schema: string): Promise<void> {
  const place = placeOf(databaseUrl)
  const client = new pg.Client(place)
  await client.connect()
  try {
    await runMigrations(client, schema)
    await grantRole(client, queueRole(place.database), schema, await passwordOf(databaseUrl))
  } finally {
    await client.end()
  }
}

async function passwordOf(databaseUrl: string): Promise<string> {
  const database = openDatabase(databaseUrl, { max: 1 })
  try {
    return await readQueuePassword(database.db)
  } finally {
    await database.close()
  }
}

async function grantRole(client: pg.Client, role: string, schema: string, password: string): Promise<void> {
  const [name, space, secret] = [pg.escapeIdentifier(role), pg.escapeIdentifier(schema), pg.escapeLiteral(password)]
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [advisoryLocks.queueRole])
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role])
    await client.query(`${rowCount === 0 ? 'create' : 'alter'} role ${name} login password ${secret}`)
    await client.query(`grant usage on schema ${space} to ${name}`)
    await client.query(`grant select, insert, update, delete on all tables in schema ${space} to ${name}`)
    await client.query(`grant usage, select, update on all sequences in schema ${space} to ${name}`)
    await client.query(`grant execute on all functions in schema ${space} to ${name}`)
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new FarmError('QUEUE_ROLE', `the database role ${role} cannot be made or changed`, { cause })
  }
}
