import { eq, sql } from 'drizzle-orm'
import { upstreamCursor } from '../../schema/tables/packages.ts'
import type { Db, Tx } from './database.ts'

/** How far the changelog is read. */
export interface Cursor {
  serial: number
  /** The serial that the farm set out from; null before upstream has told it. */
  begunSerial: number | null
}

const only = eq(upstreamCursor.id, 1)

export async function readCursor(db: Db): Promise<Cursor> {
  const [row] = await db.select().from(upstreamCursor).where(only)
  return { serial: row?.serial ?? 0, begunSerial: row?.begunSerial ?? null }
}

/** Reads the cursor and keeps everybody else from moving it until the transaction ends. */
export async function lockCursor(tx: Tx): Promise<Cursor> {
  await tx.insert(upstreamCursor).values({ id: 1, serial: 0 }).onConflictDoNothing()
  const [row] = await tx.select().from(upstreamCursor).where(only).for('update')
  return { serial: row?.serial ?? 0, begunSerial: row?.begunSerial ?? null }
}

/** Sets out from a serial. The caller holds the cursor's lock. */
export async function beginAt(tx: Tx, serial: number): Promise<void> {
  await tx
    .update(upstreamCursor)
    .set({ serial, begunSerial: serial, movedAt: sql`now()`, reachedAt: sql`now()`, lastError: null })
    .where(only)
}

/** Moves the cursor forward, never back. The caller holds its lock. */
export async function moveCursor(tx: Tx, serial: number): Promise<void> {
  await tx
    .update(upstreamCursor)
    .set({ serial: sql`greatest(${upstreamCursor.serial}, ${serial}::bigint)`, movedAt: sql`now()` })
    .where(only)
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
