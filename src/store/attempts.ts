import { and, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { AttemptId, BuilderId, BuildId } from '../../schema/ids.ts'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { FarmError } from '../errors.ts'
import type { AttemptState, FailureKind, MissingKind } from '../ladder/words.ts'
import { anyId } from './any-of.ts'
import type { Db, Tx } from './database.ts'

export type AttemptRow = typeof attempts.$inferSelect

export async function findAttempt(db: Db | Tx, id: AttemptId): Promise<AttemptRow | null> {
  const [row] = await db.select().from(attempts).where(eq(attempts.id, id))
  return row ?? null
}

/** Reads an attempt and keeps others from changing it. The release and the build are locked before it. */
export async function lockAttempt(tx: Tx, id: AttemptId): Promise<AttemptRow | null> {
  const [row] = await tx.select().from(attempts).where(eq(attempts.id, id)).for('no key update')
  return row ?? null
}

export async function findTry(tx: Tx, build: BuildId, tryNumber: number): Promise<AttemptRow | null> {
  const [row] = await tx
    .select()
    .from(attempts)
    .where(and(eq(attempts.buildId, build), eq(attempts.try, tryNumber)))
  return row ?? null
}

/** The attempt of a build that runs; there is at most one. */
export async function findOpenAttempt(db: Db | Tx, build: BuildId): Promise<AttemptId | null> {
  const [row] = await db
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(eq(attempts.buildId, build), eq(attempts.state, 'STARTED')))
  return row?.id ?? null
}

export interface NewAttempt {
  buildId: BuildId
  try: number
  builderId: BuilderId
  startKey: string
  sdistFilename: string
  sdistSha256: string
}

export async function insertAttempt(tx: Tx, attempt: NewAttempt): Promise<AttemptId> {
  const [row] = await tx.insert(attempts).values(attempt).returning({ id: attempts.id })
  if (row === undefined) throw new FarmError('ROW_MISSING', 'the attempt was not written')
  return row.id
}

/** How an attempt ended; what is not known is left out. */
export interface AttemptEnd {
  state: Exclude<AttemptState, 'STARTED'>
  failureKind?: FailureKind | null
  failureLine?: string | null
  missingKind?: MissingKind | null
  missingName?: string | null
  durationMs?: number
  peakMemoryBytes?: number | null
}

/** Closes an open attempt. Returns false if it is closed already: what happens twice counts once. */
export async function closeAttempt(tx: Tx, id: AttemptId, end: AttemptEnd): Promise<boolean> {
  const closed = await tx
    .update(attempts)
    .set({ ...end, closedAt: sql`now()` })
    .where(and(eq(attempts.id, id), isNull(attempts.closedAt)))
    .returning({ id: attempts.id })
  return closed.length === 1
}

export async function noteMeasures(
  tx: Tx,
  id: AttemptId,
  measures: Pick<AttemptEnd, 'durationMs' | 'peakMemoryBytes'>,
): Promise<void> {
  await tx.update(attempts).set(measures).where(eq(attempts.id, id))
}

/**
 * Distinct builders that were lost, or ran out of memory, in the last `tries` tries of a build: those since it last started
 * over.
 */
export async function countBuildersDown(tx: Tx, build: BuildId, tries: number): Promise<number> {
  const [row] = await tx
    .select({ n: sql`count(distinct ${attempts.builderId})`.mapWith(Number) })
    .from(attempts)
    .innerJoin(builds, eq(builds.id, attempts.buildId))
    .where(
      and(
        eq(attempts.buildId, build),
        sql`${attempts.try} > ${builds.tries} - ${tries}`,
        sql`(${attempts.state} = 'LOST' or ${attempts.failureKind} = 'OUT_OF_MEMORY')`,
      ),
    )
  return row?.n ?? 0
}

/** Open attempts that were silent for longer than `silentMs`, the most silent first. */
export async function listSilentAttempts(db: Db, silentMs: number, limit: number): Promise<AttemptId[]> {
  const rows = await db
    .select({ id: attempts.id })
    .from(attempts)
    .where(
      and(eq(attempts.state, 'STARTED'), lt(attempts.beatAt, sql`now() - make_interval(secs => ${silentMs / 1_000})`)),
    )
    .orderBy(attempts.beatAt)
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** By the clock of Postgres, which wrote the beat. */
export async function isSilent(tx: Tx, id: AttemptId, silentMs: number): Promise<boolean> {
  const rows = await tx
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(eq(attempts.id, id), lt(attempts.beatAt, sql`now() - make_interval(secs => ${silentMs / 1_000})`)))
  return rows.length === 1
}

export async function listOpenAttempts(db: Db | Tx, builder: BuilderId): Promise<AttemptId[]> {
  const rows = await db
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(eq(attempts.builderId, builder), eq(attempts.state, 'STARTED')))
  return rows.map(({ id }) => id)
}

/** Notes that a builder's attempts are alive, in the order of their ids. */
export async function touchAttempts(tx: Tx, builder: BuilderId, ids: readonly AttemptId[]): Promise<void> {
  if (ids.length === 0) return
  const alive = tx
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(anyId(attempts.id, ids), eq(attempts.builderId, builder), eq(attempts.state, 'STARTED')))
    .orderBy(attempts.id)
    .for('no key update')
  await tx.update(attempts).set({ beatAt: sql`now()` }).where(inArray(attempts.id, alive))
}

export async function setLogBytes(db: Db | Tx, id: AttemptId, bytes: number): Promise<void> {
  await db
    .update(attempts)
    .set({ logBytes: sql`greatest(${attempts.logBytes}, ${bytes})`, beatAt: sql`now()` })
    .where(eq(attempts.id, id))
}
