import { DrizzleQueryError } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { openPost, withOutbox } from './outbox.ts'

/** Ordinary queries go through drizzle; a transaction is a `Tx` too. */
export type Db = PostgresJsDatabase
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
/** A client of its own for COPY, LISTEN and bulk statements: drizzle rewires the parsers of the client that it is given. */
export type Sql = postgres.Sql

/** Where processes tell each other what has changed; see notify.ts. */
export const noticeChannel = 'wheelyard'

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
  const forDrizzle = preparing(postgres(url, { ...shared, max }))
  const sql = postgres(url, { ...shared, max: 4 })
  const { post, flushed } = openPost(sql, noticeChannel)
  return {
    db: withOutbox(drizzle(forDrizzle, { casing: 'snake_case' }), post),
    sql,
    close: async () => {
      await flushed()
      await Promise.all([forDrizzle.end({ timeout: 5 }), sql.end({ timeout: 5 })])
    },
  }
}

/**
 * Most parameters of a statement that is kept prepared. Lists are parameters one by one, so each length is another statement, and a
 * connection keeps all of them: this bounds how many there can be.
 */
const PREPARED_PARAMETERS = 24

/**
 * Has Postgres parse and plan a statement once for each connection. drizzle asks for that only of queries with a name; without it every
 * query costs two round trips and a plan. Holds for transactions and savepoints too, in the one form in which drizzle opens them.
 */
function preparing(client: postgres.Sql): postgres.Sql {
  const { begin } = client
  type Work = (tx: postgres.TransactionSql) => unknown
  const beginPreparing = (work: Work) => begin((tx) => work(preparingInside(tx)))
  // Fewer overloads than the original: drizzle uses this one.
  return Object.assign(prepareAll(client), { begin: beginPreparing as typeof begin })
}

function preparingInside(tx: postgres.TransactionSql): postgres.TransactionSql {
  const { savepoint } = tx
  type Work = (inner: postgres.TransactionSql) => unknown
  const savepointPreparing = (work: Work) => savepoint((inner) => work(preparingInside(inner)))
  return Object.assign(prepareAll(tx), { savepoint: savepointPreparing as typeof savepoint })
}

function prepareAll<T extends postgres.ISql>(client: T): T {
  const { unsafe } = client
  const preparingUnsafe: typeof unsafe = (text, parameters = [], options = {}) =>
    unsafe(text, parameters, { ...options, prepare: parameters.length <= PREPARED_PARAMETERS })
  return Object.assign(client, { unsafe: preparingUnsafe })
}
