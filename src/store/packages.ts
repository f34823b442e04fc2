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
  await tx
    .insert(packages)
    .values({ name, ...fresh })
    .onConflictDoNothing()
  const [row] = await tx.select().from(packages).where(eq(packages.name, name)).for('update')
  if (row === undefined)
    throw new FarmError('PACKAGE_VANISHED', `the row of package ${name} is gone: rows are never deleted`)
  return row
}

/** Has all releases of a package built, also those from before the farm's start. */
export async function buildFromStart(tx: Tx, package_: PackageId): Promise<void> {
  await tx.update(packages).set({ fromStart: true }).where(eq(packages.id, package_))
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
      hiddenSerial: null,
      ...(summary === undefined ? {} : { summary }),
    })
    .where(eq(packages.id, id))
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

/** Enters projects of the list of all, to be built from their first release on. Give some thousands at a time. */
export async function enterProjects(
  tx: Tx,
  projects: readonly { name: string; displayName: string; serial: number; order: number }[],
): Promise<void> {
  const json = JSON.stringify(projects.map(({ displayName, ...same }) => ({ ...same, display_name: displayName })))
  await tx.execute(sql`
    insert into packages (name, display_name, from_start)
    select name, display_name, true from jsonb_to_recordset(${json}::jsonb) as p(name text, display_name text)
    on conflict (name) do update set from_start = true`)
  await tx.execute(sql`
    insert into upstream_dirty (package_name, required_serial, urgent, next_at)
    select name, serial, false, now() + "order" * interval '1 microsecond'
    from jsonb_to_recordset(${json}::jsonb) as p(name text, serial bigint, "order" bigint)
    on conflict (package_name) do update set required_serial = greatest(upstream_dirty.required_serial, excluded.required_serial)`)
}
