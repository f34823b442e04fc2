import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { TargetId } from '../../schema/ids.ts'
import { targets } from '../../schema/tables/targets.ts'
import { FarmError } from '../errors.ts'
import type { Db, Tx } from './database.ts'

export type TargetRow = typeof targets.$inferSelect

/** How people and queues name a target. */
export interface TargetName {
  abi: string
  platform: string
}

export async function findTarget(db: Db | Tx, { abi, platform }: TargetName): Promise<TargetRow | null> {
  const [row] = await db
    .select()
    .from(targets)
    .where(and(eq(targets.abi, abi), eq(targets.platform, platform)))
  return row ?? null
}

export async function readTarget(db: Db | Tx, id: TargetId): Promise<TargetRow | null> {
  const [row] = await db.select().from(targets).where(eq(targets.id, id))
  return row ?? null
}

/** What people and the breaker say of a target. Its tags, a long list, are left out. */
export type TargetControl = Pick<
  TargetRow,
  'abi' | 'platform' | 'frozenAt' | 'pausedAt' | 'pausedUntil' | 'breakerUntil'
>

export async function readTargetControl(db: Db | Tx, id: TargetId): Promise<TargetControl | null> {
  const { abi, platform, frozenAt, pausedAt, pausedUntil, breakerUntil } = targets
  const [row] = await db
    .select({ abi, platform, frozenAt, pausedAt, pausedUntil, breakerUntil })
    .from(targets)
    .where(eq(targets.id, id))
  return row ?? null
}

export async function listTargets(db: Db | Tx): Promise<TargetRow[]> {
  return db.select().from(targets).orderBy(targets.id)
}

export interface NewTarget extends TargetName {
  label: string
  pythonVersion: string
  tags: string[]
}

/** Adds a target that is still to be opened over all releases. A new platform climbs after those that are there. */
export async function insertTarget(tx: Tx, target: NewTarget): Promise<TargetId> {
  const platformOrder = sql<number>`coalesce(
    (select min(platform_order) from ${targets} where platform = ${target.platform}),
    (select max(platform_order) + 1 from ${targets}), 1)`
  const [row] = await tx
    .insert(targets)
    .values({ ...target, platformOrder, openedThrough: sql`0` })
    .returning({ id: targets.id })
  if (row === undefined) throw new FarmError('ROW_MISSING', 'the target was not written')
  return row.id
}

/** Targets that have not been opened over all releases yet. */
export async function listUnopenedTargets(db: Db | Tx): Promise<TargetId[]> {
  const rows = await db.select({ id: targets.id }).from(targets).where(isNotNull(targets.openedThrough))
  return rows.map(({ id }) => id)
}

/** Counts a farm failure that used up no try, and lets the target rest when there were too many in a row. */
export async function countTargetFailure(
  tx: Tx,
  id: TargetId,
  restMs: (failures: number) => number | null,
): Promise<void> {
  const [row] = await tx
    .update(targets)
    .set({ breakerFailures: sql`${targets.breakerFailures} + 1` })
    .where(eq(targets.id, id))
    .returning({ failures: targets.breakerFailures })
  const ms = row === undefined ? null : restMs(row.failures)
  if (ms === null) return
  await tx
    .update(targets)
    .set({ breakerUntil: sql`now() + make_interval(secs => ${ms / 1_000})` })
    .where(eq(targets.id, id))
}

/** Any other result: the target works. Writes nothing when nothing was counted, which is nearly always. */
export async function clearTargetFailures(tx: Tx, id: TargetId): Promise<void> {
  await tx
    .update(targets)
    .set({ breakerFailures: 0, breakerUntil: null })
    .where(and(eq(targets.id, id), sql`${targets.breakerFailures} <> 0`))
}
