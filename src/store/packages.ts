import { eq, sql } from 'drizzle-orm'
import type { PackageId } from '../../schema/ids.ts'
import { files, packages, releases } from '../../schema/tables/packages.ts'
import { FarmError } from '../errors.ts'
import type { ProjectStatus } from '../ladder/words.ts'
import type { Db, Tx } from './database.ts'

export type PackageRow = typeof packages.$inferSelect

export async function findPackage(db: Db | Tx, name: string): Promise<PackageRow | null> {
  const [row] = await db.select().from(packages).where(eq(packages.name, name))
  return row ?? null
}

/** Takes a package for the rest of the transaction, making its row if it has none; `displayName` is for that case. */
export async function lockPackage(
  tx: Tx,
  name: string,
  fresh: { displayName: string; fromStart: boolean },
): Promise<PackageRow> {
  // Sent together and run in this order: a transaction has one connection.
  const [, [row]] = await Promise.all([
    tx
      .insert(packages)
      .values({ name, ...fresh })
      .onConflictDoNothing(),
    tx.select().from(packages).where(eq(packages.name, name)).for('update'),
  ])
  if (row === undefined)
    throw new FarmError('PACKAGE_VANISHED', `the row of package ${name} is gone: rows are never deleted`)
  return row
}

/** Has packages followed, and all their releases built, because a person wants it. @returns those that were not before */
export async function askForPackages(
  tx: Tx,
  asked: readonly { name: string; displayName: string }[],
): Promise<PackageId[]> {
  const rows = await tx
    .insert(packages)
    .values(asked.map((one) => ({ ...one, fromStart: true })))
    .onConflictDoUpdate({ target: packages.name, set: { fromStart: true }, setWhere: sql`not ${packages.fromStart}` })
    .returning({ id: packages.id })
  return rows.map(({ id }) => id)
}

/** Notes what a stored page says of the package as a whole: it exists, at this serial. */
export async function notePage(
  tx: Tx,
  id: PackageId,
  page: { serial: number; status: ProjectStatus; displayName: string; summary?: string | null },
): Promise<void> {
  const { serial, status, displayName, summary } = page
  await tx
    .update(packages)
    .set({
      pageSerial: serial,
      status,
      displayName,
      removedAt: null,
      pageCheckedAt: sql`now()`,
      hiddenSerial: null,
      ...(summary === undefined ? {} : { summary }),
    })
    .where(eq(packages.id, id))
}

/** Counts that projects were made anew under the names of removed ones. */
export async function countGenerations(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await tx
    .update(packages)
    .set({ generation: sql`${packages.generation} + 1` })
    .where(sql`${packages.name} = any(${sql.param([...names])}::text[]) and ${packages.removedAt} is not null`)
}

/**
 * Calls packages as their newest events spell them. For those whose stored page is as new as the event already: it was fetched before
 * the event was read, and is not fetched again.
 */
export async function respellPackages(
  tx: Tx,
  events: readonly { packageName: string | null; name: string | null; serial: number }[],
): Promise<void> {
  if (events.length === 0) return
  await tx.execute(sql`
    update packages p set display_name = e.name
    from (
      select distinct on ("packageName") "packageName", name, serial
      from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as r("packageName" text, name text, serial bigint)
      where "packageName" is not null order by "packageName", serial desc
    ) e
    where p.name = e."packageName" and p.page_serial >= e.serial and p.display_name <> e.name
      and not exists (select 1 from upstream_events n where n.package_name = p.name and n.serial > e.serial)`)
}

/** Buries a package that exists no longer upstream; its rows stay, since file names are given once for ever. */
export async function buryPackage(tx: Tx, id: PackageId): Promise<void> {
  await tx
    .update(packages)
    .set({ removedAt: sql`coalesce(${packages.removedAt}, now())` })
    .where(eq(packages.id, id))
  await tx
    .update(files)
    .set({ removedAt: sql`now()` })
    .where(sql`${files.removedAt} is null and ${files.releaseId} in (select id from releases where package_id = ${id})`)
  await tx
    .update(releases)
    .set({ gone: 'REMOVED' })
    .where(sql`${releases.packageId} = ${id} and ${releases.gone} is distinct from 'REMOVED'`)
}
