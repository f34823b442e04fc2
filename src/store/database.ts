import { DrizzleQueryError } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

/** Ordinary queries go through drizzle; a transaction is a `Tx` too. */
export type Db = PostgresJsDatabase
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
/** A client of its own for COPY, LISTEN and bulk statements: drizzle rewires the parsers of the client that it is given. */
export type Sql = postgres.Sql

export interface Database {
  db: Db
  sql: Sql
  close(): Promise<void>
}

/**
 * Whether Postgres refused a value that it would refuse every time: a malformed one (class 22) or one beyond its limits (class 54),
 * such as a text too long for an index.
 */
export function isRefusedValue(error: unknown): boolean {
  const cause = error instanceof DrizzleQueryError ? error.cause : error
  return cause instanceof postgres.PostgresError && /^(?:22|54)/.test(cause.code)
}

/** Pool sizes, and how long a statement may run before Postgres cancels it (milliseconds; 0: for ever). */
export interface DatabaseOptions {
  max?: number
  statementTimeoutMs?: number
}

/**
 * Opens both clients; connections are made when first used.
 * @param url `postgres://user:password@host:port/database`
 */
export function openDatabase(url: string, { max = 8, statementTimeoutMs = 0 }: DatabaseOptions = {}): Database {
  const shared = {
    onnotice: () => {},
    connect_timeout: 10,
    connection: { application_name: 'wheelyard', statement_timeout: statementTimeoutMs },
  }
  const forDrizzle = postgres(url, { ...shared, max })
  const sql = postgres(url, { ...shared, max: 4 })
  return {
    db: drizzle(forDrizzle, { casing: 'snake_case' }),
    sql,
    close: async () => {
      await Promise.all([forDrizzle.end({ timeout: 5 }), sql.end({ timeout: 5 })])
    },
  }
}
