import { eq, sql } from 'drizzle-orm'
import { upstreamDirty } from '../../schema/tables/packages.ts'
import type { Db, Tx } from './database.ts'
import { notify } from './notify.ts'

/** A package whose page a worker has taken in hand. */
export interface DirtyPackage {
  packageName: string
  requiredSerial: number
  /** Fetches so far that did not settle it. */
  tries: number
  doubtedDigest: string | null
}

/**
 * Asks for the pages of packages, before those of the first start, and tells the workers. Of several serials of a package
 * the greatest counts. A package whose stored page is as new already is left alone.
 * @param how.onlyAsked leaves out packages that no person asked for
 */
export async function markDirty(
  tx: Tx,
  marks: readonly { name: string; serial: number }[],
  { onlyAsked = false }: { onlyAsked?: boolean } = {},
): Promise<void> {
  if (marks.length === 0) return
  await tx.execute(sql`
    insert into upstream_dirty (package_name, required_serial, urgent)
    select m.name, max(m.serial), true
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as m(name text, serial bigint)
    where not exists (select 1 from packages p where p.name = m.name and p.page_serial >= m.serial and m.serial > 0)
      and (not ${onlyAsked} or exists (select 1 from packages p where p.name = m.name and p.from_start))
    group by m.name order by m.name
    on conflict (package_name) do update set
      required_serial = greatest(upstream_dirty.required_serial, excluded.required_serial),
      urgent = true, tries = 0, next_at = least(upstream_dirty.next_at, now())`)
  notify(tx, { kind: 'upstream' })
}

/**
 * Lets the transaction's commit return before it is on disk. When the server itself crashes, the last of these are undone as a whole, and
 * the pages are fetched once more: no promise was made to anybody.
 */
const unhurried = sql`set_config('synchronous_commit', 'off', true)`

/**
 * Takes the next page that is due, for at most `leaseMs`; null when none is. Any number of workers in any number of processes
 * may ask at once: no two get the same package.
 */
export async function claimDirty(db: Db, leaseMs: number): Promise<DirtyPackage | null> {
  const [row] = await db
    .update(upstreamDirty)
    .set({ claimedUntil: sql`now() + ${leaseMs}::float8 * interval '1 millisecond'` })
    .where(
      sql`${upstreamDirty.packageName} = (
        select package_name from upstream_dirty
        where next_at <= now() and (claimed_until is null or claimed_until < now())
        order by urgent desc nulls last, next_at limit 1 for update skip locked)`,
    )
    .returning({
      packageName: upstreamDirty.packageName,
      requiredSerial: upstreamDirty.requiredSerial,
      tries: upstreamDirty.tries,
      doubtedDigest: upstreamDirty.doubtedDigest,
      unhurried,
    })
  if (row === undefined) return null
  const { unhurried: _setting, ...dirty } = row
  return dirty
}

/**
 * Takes a package's row for the rest of the transaction, which need not wait for the disk. Events and pages of a package both begin with this row, so neither
 * misses what the other does. Null when nothing is asked for any more.
 */
export async function lockDirty(tx: Tx, packageName: string): Promise<{ requiredSerial: number } | null> {
  const [row] = await tx
    .select({ requiredSerial: upstreamDirty.requiredSerial, unhurried })
    .from(upstreamDirty)
    .where(eq(upstreamDirty.packageName, packageName))
    .for('update')
  return row === undefined ? null : { requiredSerial: row.requiredSerial }
}

/** Milliseconds until the next page is due, at most `mostMs`. */
export async function untilNextDirty(db: Db, mostMs: number): Promise<number> {
  const [row]: { ms: string | number | null }[] = await db.execute(sql`
    select extract(epoch from min(greatest(next_at, coalesce(claimed_until, next_at))) - now()) * 1000 as ms
    from (select next_at, claimed_until from upstream_dirty where urgent order by next_at limit 50) as soon`)
  return Math.min(mostMs, Math.max(10, Number(row?.ms ?? mostMs)))
}

/** Puts a package back for a later try. */
export async function retryDirty(
  db: Db | Tx,
  packageName: string,
  retry: { afterMs: number; countsAsTry: boolean; lastError: string | null; doubtedDigest?: string | null },
): Promise<void> {
  await db
    .update(upstreamDirty)
    .set({
      claimedUntil: null,
      nextAt: sql`now() + ${retry.afterMs}::float8 * interval '1 millisecond'`,
      ...(retry.countsAsTry ? { tries: sql`${upstreamDirty.tries} + 1` } : {}),
      ...(retry.doubtedDigest === undefined ? {} : { doubtedDigest: retry.doubtedDigest }),
      lastError: retry.lastError,
    })
    .where(eq(upstreamDirty.packageName, packageName))
}

/**
 * Asks again for the pages of packages that changed after a serial.
 * @param how.onlyAsked leaves out packages that no person asked for
 * @returns how many there are
 */
export async function markSince(tx: Tx, serial: number, { onlyAsked }: { onlyAsked: boolean }): Promise<number> {
  const rows = await tx.execute(sql`
    insert into upstream_dirty (package_name, required_serial, urgent)
    select e.package_name, max(e.serial), true from upstream_events e
    where e.serial > ${serial} and e.package_name is not null
      and (not ${onlyAsked} or exists (select 1 from packages p where p.name = e.package_name and p.from_start))
    group by 1 order by 1
    on conflict (package_name) do update set urgent = true, tries = 0, next_at = least(upstream_dirty.next_at, now()),
      required_serial = greatest(upstream_dirty.required_serial, excluded.required_serial)
    returning 1`)
  return rows.length
}

/** Asks, after all else, for the pages of packages whose events after a serial were read while nobody followed them. */
export async function askUnstored(tx: Tx, serial: number): Promise<void> {
  await tx.execute(sql`
    insert into upstream_dirty (package_name, required_serial, urgent)
    select e.package_name, max(e.serial), false from upstream_events e left join packages p on p.name = e.package_name
    where e.serial > ${serial} and e.package_name is not null and (p.page_serial is null or p.page_serial < e.serial)
    group by 1 order by 1
    on conflict (package_name) do update set
      required_serial = greatest(upstream_dirty.required_serial, excluded.required_serial)`)
}

/** Strikes off what nothing but the list of all projects, or a change of what is followed, asked for. */
export async function dropBacklog(tx: Tx): Promise<void> {
  await tx.delete(upstreamDirty).where(eq(upstreamDirty.urgent, false))
}

/**
 * Asks, after all else, for the pages that nobody has looked at since a time: what changes without a word in the changelog is found so.
 * @returns how many were asked for
 */
export async function sweepPages(db: Db, before: Date, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    insert into upstream_dirty (package_name, required_serial, urgent)
    select name, 0, false from packages
    where page_serial is not null and removed_at is null and page_checked_at < ${before.toISOString()}::timestamptz
    order by page_checked_at limit ${limit}
    on conflict (package_name) do nothing returning 1`)
  return rows.length
}

/** Strikes a package off: its page is stored, or it is gone. The caller holds the row's lock. */
export async function settleDirty(tx: Tx, packageName: string): Promise<void> {
  await tx.delete(upstreamDirty).where(eq(upstreamDirty.packageName, packageName))
}
