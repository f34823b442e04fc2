import { sql } from 'drizzle-orm'
import type { RequiresPythonId, TagSetId, TargetId } from '../../schema/ids.ts'
import { requiresPythons, tagSets } from '../../schema/tables/packages.ts'
import { requiresPythonTargets, tagSetTargets, targets } from '../../schema/tables/targets.ts'
import { admits } from '../ladder/requires-python.ts'
import { fits, tagsOfText } from '../ladder/tags.ts'
import { advisoryLocks } from './advisory-locks.ts'
import { anyText } from './any-of.ts'
import type { Tx } from './database.ts'

/** Rows read or written at a time. */
const CHUNK = 2_000

/**
 * Gives each requires-python text its row, with an answer for every target. Call it before `internTagSets` when one
 * transaction needs both: the same order everywhere, so that no two transactions wait for each other.
 */
export async function internRequiresPythons(tx: Tx, texts: readonly string[]): Promise<Map<string, RequiresPythonId>> {
  const known = new Map<string, RequiresPythonId>()
  const find = async (wanted: string[]) => {
    for (const row of await tx.select().from(requiresPythons).where(anyText(requiresPythons.text, wanted))) {
      known.set(row.text, row.id)
    }
  }
  const fresh = async (missing: string[]) =>
    tx
      .insert(requiresPythons)
      .values(missing.map((text) => ({ text })))
      .onConflictDoNothing()
      .returning()
  for (const wanted of chunks(sortedUnique(texts))) {
    await find(wanted)
    const missing = wanted.filter((text) => !known.has(text))
    if (missing.length === 0) continue
    await lockShared(tx)
    await fillRequiresPythons(tx, await fresh(missing), await loadTargets(tx))
    await find(missing)
  }
  return known
}

/** The same for wheel tag sets, whose texts are made by `tagSetText`. */
export async function internTagSets(tx: Tx, texts: readonly string[]): Promise<Map<string, TagSetId>> {
  const known = new Map<string, TagSetId>()
  const find = async (wanted: string[]) => {
    for (const row of await tx.select().from(tagSets).where(anyText(tagSets.tags, wanted))) known.set(row.tags, row.id)
  }
  const fresh = async (missing: string[]) =>
    tx
      .insert(tagSets)
      .values(missing.map((tags) => ({ tags })))
      .onConflictDoNothing()
      .returning()
  for (const wanted of chunks(sortedUnique(texts))) {
    await find(wanted)
    const missing = wanted.filter((text) => !known.has(text))
    if (missing.length === 0) continue
    await lockShared(tx)
    await fillTagSets(tx, await fresh(missing), await loadTargets(tx))
    await find(missing)
  }
  return known
}

/**
 * Takes the lock under which a target may be added, for the rest of the transaction. Everything that adds a text waits
 * meanwhile, so the transaction must be a short one of its own.
 */
export async function lockForNewTarget(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.compatibility})`)
}

/** Answers every text and tag set for one new target, in chunks. The caller holds `lockForNewTarget`. */
export async function fillForTarget(tx: Tx, target: TargetFacts): Promise<void> {
  for (let after = 0; ; ) {
    const texts = await tx
      .select()
      .from(requiresPythons)
      .where(sql`${requiresPythons.id} > ${after}`)
      .orderBy(requiresPythons.id)
      .limit(CHUNK)
    const last = texts.at(-1)
    if (last === undefined) break
    await fillRequiresPythons(tx, texts, [target])
    after = last.id
  }
  for (let after = 0; ; ) {
    const sets = await tx.select().from(tagSets).where(sql`${tagSets.id} > ${after}`).orderBy(tagSets.id).limit(CHUNK)
    const last = sets.at(-1)
    if (last === undefined) break
    await fillTagSets(tx, sets, [target])
    after = last.id
  }
}

/** What the rules need to know of a target. */
export interface TargetFacts {
  id: TargetId
  pythonVersion: string
  tags: string[]
}

async function loadTargets(tx: Tx): Promise<TargetFacts[]> {
  return tx.select({ id: targets.id, pythonVersion: targets.pythonVersion, tags: targets.tags }).from(targets)
}

async function fillRequiresPythons(
  tx: Tx,
  texts: readonly { id: RequiresPythonId; text: string }[],
  all: readonly TargetFacts[],
): Promise<void> {
  const rows = texts.flatMap(({ id, text }) =>
    all.map((target) => ({
      requiresPythonId: id,
      targetId: target.id,
      admits: admits(text, target.pythonVersion),
    })),
  )
  for (const part of chunks(rows)) await tx.insert(requiresPythonTargets).values(part).onConflictDoNothing()
}

async function fillTagSets(
  tx: Tx,
  sets: readonly { id: TagSetId; tags: string }[],
  all: readonly TargetFacts[],
): Promise<void> {
  const accepted = all.map((target) => ({ id: target.id, tags: new Set(target.tags) }))
  const rows = sets.flatMap(({ id, tags }) => {
    const offered = tagsOfText(tags)
    return accepted.map((target) => ({ tagSetId: id, targetId: target.id, fits: fits(offered, target.tags) }))
  })
  for (const part of chunks(rows)) await tx.insert(tagSetTargets).values(part).onConflictDoNothing()
}

async function lockShared(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${advisoryLocks.compatibility})`)
}

const sortedUnique = (texts: readonly string[]): string[] => [...new Set(texts)].sort()

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK)
}
