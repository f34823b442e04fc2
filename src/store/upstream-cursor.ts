import { eq, sql } from 'drizzle-orm'
import { upstreamCursor } from '../../schema/tables/packages.ts'
import type { Db, Tx } from './database.ts'

/** How far the changelog is read. */
export interface Cursor {
  serial: number
  /** The serial that the farm set out from; null before upstream has told it. */
  begunSerial: number | null
  /** Serial of the list of all projects that was taken in last; null: none was, since the farm began to follow all. */
  indexSerial: number | null
  /** When that was; null: it is due. */
  indexAt: Date | null
}

const only = eq(upstreamCursor.id, 1)

export async function readCursor(db: Db): Promise<Cursor> {
  const [row] = await db.select().from(upstreamCursor).where(only)
  return cursorOf(row)
}

/** Reads the cursor and keeps everybody else from moving it until the transaction ends. */
export async function lockCursor(tx: Tx): Promise<Cursor> {
  await tx.insert(upstreamCursor).values({ id: 1, serial: 0 }).onConflictDoNothing()
  const [row] = await tx.select().from(upstreamCursor).where(only).for('update')
  return cursorOf(row)
}

function cursorOf(row: typeof upstreamCursor.$inferSelect | undefined): Cursor {
  return {
    serial: row?.serial ?? 0,
    begunSerial: row?.begunSerial ?? null,
    indexSerial: row?.indexSerial ?? null,
    indexAt: row?.indexAt ?? null,
  }
}

/** Sets out from a serial. The caller holds the cursor's lock. */
export async function beginAt(tx: Tx, serial: number): Promise<void> {
  await tx
    .update(upstreamCursor)
    .set({
      serial,
      begunSerial: serial,
      movedAt: sql`now()`,
      reachedAt: sql`now()`,
      indexAt: sql`now()`,
      lastError: null,
    })
    .where(only)
}

/** Moves the cursor forward, never back. The caller holds its lock. */
export async function moveCursor(tx: Tx, serial: number): Promise<void> {
  await tx
    .update(upstreamCursor)
    .set({ serial: sql`greatest(${upstreamCursor.serial}, ${serial}::bigint)`, movedAt: sql`now()` })
    .where(only)
}

/** Sets the cursor back, and with it the serial below which nothing is read. The caller holds its lock. */
export async function rewindCursor(tx: Tx, serial: number): Promise<void> {
  const begunSerial = sql`least(${upstreamCursor.begunSerial}, ${serial}::bigint)`
  await tx.update(upstreamCursor).set({ serial, begunSerial, movedAt: sql`now()` }).where(only)
}

/** Has the list of all projects read at the next look. */
export async function askForList(tx: Tx): Promise<void> {
  await tx.update(upstreamCursor).set({ indexAt: null }).where(only)
}

/** Has the list of all projects taken in as if for the first time. */
export async function forgetList(tx: Tx): Promise<void> {
  await tx.update(upstreamCursor).set({ indexSerial: null, indexAt: null }).where(only)
}

/** Notes that upstream answered. */
export async function noteReached(db: Db | Tx): Promise<void> {
  await db.update(upstreamCursor).set({ reachedAt: sql`now()`, lastError: null }).where(only)
}

/** Notes what upstream said instead of an answer. */
export async function noteUnreached(db: Db, lastError: string): Promise<void> {
  await db
    .insert(upstreamCursor)
    .values({ id: 1, serial: 0, lastError })
    .onConflictDoUpdate({ target: upstreamCursor.id, set: { lastError } })
}
