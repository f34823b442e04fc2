import { and, eq, gt, inArray, isNull, lt, notInArray, sql } from 'drizzle-orm'
import type { BuilderId, TargetId } from '../../schema/ids.ts'
import { builders, builderTargets, enrolTokens, targets } from '../../schema/tables/targets.ts'
import { FarmError } from '../errors.ts'
import type { Db, Tx } from './database.ts'

export type BuilderRow = typeof builders.$inferSelect

export async function findBuilder(db: Db | Tx, id: BuilderId): Promise<BuilderRow | null> {
  const [row] = await db.select().from(builders).where(eq(builders.id, id))
  return row ?? null
}

export async function insertBuilder(
  tx: Tx,
  builder: { name: string; keySha256: string; facts: Record<string, unknown> },
): Promise<BuilderId> {
  const [row] = await tx.insert(builders).values(builder).returning({ id: builders.id })
  if (row === undefined) throw new FarmError('ROW_MISSING', 'the builder was not written')
  return row.id
}

/** Sets which targets a builder serves. */
export async function setBuilderTargets(tx: Tx, builder: BuilderId, served: readonly TargetId[]): Promise<void> {
  await tx
    .delete(builderTargets)
    .where(and(eq(builderTargets.builderId, builder), notInArray(builderTargets.targetId, [...served])))
  await tx
    .insert(builderTargets)
    .values(served.map((target) => ({ builderId: builder, targetId: target })))
    .onConflictDoNothing()
}

export async function servesTarget(db: Db | Tx, builder: BuilderId, target: TargetId): Promise<boolean> {
  const rows = await db
    .select({ target: builderTargets.targetId })
    .from(builderTargets)
    .where(
      and(eq(builderTargets.builderId, builder), eq(builderTargets.targetId, target), isNull(builderTargets.offAt)),
    )
  return rows.length === 1
}

export async function setBuilderFacts(tx: Tx, builder: BuilderId, facts: Record<string, unknown>): Promise<void> {
  await tx.update(builders).set({ facts, lastBeatAt: sql`now()` }).where(eq(builders.id, builder))
}

/** Notes a beat on the builder and on its targets: parking counts from the last one. */
export async function touchBuilder(tx: Tx, builder: BuilderId, readings: Record<string, unknown>): Promise<void> {
  await tx.update(builders).set({ lastBeat: readings, lastBeatAt: sql`now()` }).where(eq(builders.id, builder))
  await touchTargets(tx, builder)
}

/**
 * Notes that a builder's targets have one. A target is touched at most once in 30 s, so that many builders do not all write its row
 * at every beat, and in the order of ids, so that no two wait for each other.
 */
export async function touchTargets(tx: Tx, builder: BuilderId): Promise<void> {
  const served = tx
    .select({ id: builderTargets.targetId })
    .from(builderTargets)
    .where(and(eq(builderTargets.builderId, builder), isNull(builderTargets.offAt)))
  const stale = tx
    .select({ id: targets.id })
    .from(targets)
    .where(and(inArray(targets.id, served), lt(targets.builderSeenAt, sql`now() - interval '30 seconds'`)))
    .orderBy(targets.id)
    .for('no key update')
  await tx.update(targets).set({ builderSeenAt: sql`now()` }).where(inArray(targets.id, stale))
}

export async function insertEnrolToken(
  db: Db | Tx,
  token: { tokenSha256: string; createdBy: string; ttlMs: number },
): Promise<void> {
  const expiresAt = sql`now() + make_interval(secs => ${token.ttlMs / 1_000})`
  await db.insert(enrolTokens).values({ tokenSha256: token.tokenSha256, createdBy: token.createdBy, expiresAt })
}

/** Spends a token. Returns false when there is no such token, or it was used or has expired. */
export async function useEnrolToken(tx: Tx, tokenSha256: string, builder: BuilderId): Promise<boolean> {
  const used = await tx
    .update(enrolTokens)
    .set({ usedAt: sql`now()`, usedBy: builder })
    .where(
      and(eq(enrolTokens.tokenSha256, tokenSha256), isNull(enrolTokens.usedAt), gt(enrolTokens.expiresAt, sql`now()`)),
    )
    .returning({ id: enrolTokens.id })
  return used.length === 1
}

/** Tokens that nobody used in time. */
export async function deleteExpiredTokens(db: Db | Tx): Promise<void> {
  await db.delete(enrolTokens).where(and(isNull(enrolTokens.usedAt), lt(enrolTokens.expiresAt, sql`now()`)))
}

/** The targets that a builder takes jobs of: those of its interpreters, less those that a person took it off. */
export async function listServed(
  db: Db | Tx,
  builder: BuilderId,
): Promise<{ id: TargetId; abi: string; platform: string; label: string }[]> {
  return db
    .select({ id: targets.id, abi: targets.abi, platform: targets.platform, label: targets.label })
    .from(builderTargets)
    .innerJoin(targets, eq(targets.id, builderTargets.targetId))
    .where(and(eq(builderTargets.builderId, builder), isNull(builderTargets.offAt)))
    .orderBy(targets.id)
}

/** A builder as the queues know it. */
export interface QueueUserRow {
  builder: BuilderId
  /** It may reach no queue: it was revoked, or has retired and delivered. */
  gone: boolean
  targets: { abi: string; platform: string }[]
}

/** Builders and the targets that they serve, those that are gone too. */
export async function listQueueUsers(db: Db | Tx): Promise<QueueUserRow[]> {
  const serves = and(eq(builderTargets.builderId, builders.id), isNull(builderTargets.offAt))
  const rows = await db
    .select({
      id: builders.id,
      gone: sql`(${builders.revokedAt} is not null or ${builders.retiredAt} is not null)`.mapWith(Boolean),
      abi: targets.abi,
      platform: targets.platform,
    })
    .from(builders)
    .leftJoin(builderTargets, serves)
    .leftJoin(targets, eq(targets.id, builderTargets.targetId))
    .orderBy(builders.id, targets.id)
  const users = new Map<BuilderId, QueueUserRow>()
  for (const { id, gone, abi, platform } of rows) {
    const user = users.get(id) ?? { builder: id, gone, targets: [] }
    if (abi !== null && platform !== null) user.targets.push({ abi, platform })
    users.set(id, user)
  }
  return [...users.values()]
}
