import type { Db, Sql, Tx } from './database.ts'

/** What open transactions have to say once they have committed. A savepoint shares the box of its transaction. */
const boxes = new WeakMap<Db | Tx, Set<string>>()

/** Puts a text into the box of a transaction; false when this is none of a database with an outbox. */
export function putInBox(tx: Tx | Db, text: string): boolean {
  return boxes.get(tx)?.add(text) !== undefined
}

/**
 * Gives each transaction of a database a box, whose texts are posted when it has committed and forgotten when it is rolled back.
 * NOTIFY inside a transaction would hold a lock of the whole server until the commit is on disk, so that no two commit together.
 */
export function withOutbox(db: Db, post: (texts: Iterable<string>) => void): Db {
  const transaction = db.transaction.bind(db)
  db.transaction = async (work, config) => {
    const box = new Set<string>()
    const result = await transaction((tx) => work(inBox(tx, box)), config)
    post(box)
    return result
  }
  return db
}

function inBox(tx: Tx, box: Set<string>): Tx {
  boxes.set(tx, box)
  const transaction = tx.transaction.bind(tx)
  tx.transaction = (work) => transaction((inner) => work(inBox(inner, box)))
  return tx
}

export interface Post {
  /** Sends these and whatever comes while others are on their way, each text once, in one statement. Never fails: they are hints. */
  post(texts: Iterable<string>): void
  /** Resolves when all that was posted has been sent or has failed. */
  flushed(): Promise<void>
}

/** Sends texts by NOTIFY on one channel. */
export function openPost(sql: Sql, channel: string): Post {
  const waiting = new Set<string>()
  let sending = Promise.resolve()
  let isSending = false
  const sendAll = async () => {
    while (waiting.size > 0) {
      const texts = [...waiting]
      waiting.clear()
      await sql`select pg_notify(${channel}, text) from unnest(${texts}::text[]) as text`.catch(() => {})
    }
    isSending = false
  }
  return {
    post: (texts) => {
      for (const text of texts) waiting.add(text)
      if (isSending || waiting.size === 0) return
      isSending = true
      sending = sendAll()
    },
    flushed: () => sending,
  }
}
