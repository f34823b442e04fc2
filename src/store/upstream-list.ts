import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type postgres from 'postgres'
import { type FollowMode, followModeOf } from './follows.ts'

/** A project of upstream's list of all. */
export interface ListedProject {
  /** In normal form. */
  name: string
  displayName: string
  /** Serial of its last change; 0 when not told. */
  serial: number
}

/** A transaction of the client for bulk statements. */
type BulkTx = postgres.TransactionSql

/** Copies the list into a table that ends with the transaction: `upstream_list`, each name once. */
export async function copyList(tx: BulkTx, projects: AsyncIterable<readonly ListedProject[]>): Promise<number> {
  await tx`create temporary table incoming_list (name text, display_name text, serial bigint) on commit drop`
  const copy = await tx`copy incoming_list from stdin`.writable()
  let count = 0
  async function* lines() {
    for await (const part of projects) {
      count += part.length
      // Names hold letters, digits and `._-` alone: nothing in them means anything to COPY.
      yield part.map(({ name, displayName, serial }) => `${name}\t${displayName}\t${serial}\n`).join('')
    }
  }
  await pipeline(Readable.from(lines()), copy)
  await tx`create temporary table upstream_list on commit drop as
    select distinct on (name) name, display_name, serial from incoming_list order by name, serial desc`
  await tx`create unique index on upstream_list (name)`
  await tx`analyze upstream_list`
  return count
}

/** What is known when a list comes. */
export interface ListState {
  mode: FollowMode
  serial: number
  begunSerial: number | null
  /** Of the list that was taken in last; null: none was. */
  indexSerial: number | null
  indexDoubt: string | null
}

/** Keeps everybody else from moving the cursor, and from changing what is followed, until the transaction ends. */
export async function lockListState(tx: BulkTx): Promise<ListState> {
  await tx`insert into upstream_cursor (id, serial) values (1, 0) on conflict do nothing`
  const [row] = await tx`
    select serial, begun_serial, index_serial, index_doubt from upstream_cursor where id = 1 for update`
  // After the lock, which whoever changes the mode takes first.
  const [follows] = await tx`select value #>> '{}' as mode from farm_settings where key = 'follows'`
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value))
  return {
    mode: followModeOf(follows?.mode ?? null),
    serial: number(row?.serial) ?? 0,
    begunSerial: number(row?.begun_serial),
    indexSerial: number(row?.index_serial),
    indexDoubt: row?.index_doubt ?? null,
  }
}

/** Whether a list is so old that events after it are known that happened more than three hours ago. */
export async function isOldList(tx: BulkTx, serial: number): Promise<boolean> {
  const rows = await tx`
    select 1 from upstream_events where serial > ${serial} and happened_at < now() - interval '3 hours' limit 1`
  return rows.length > 0
}

/**
 * Enters every project and asks for the pages of those that were never stored or have changed, those first that changed last. Pages that
 * an event or a person asked for go before them. Rows of upstream_dirty come before those of packages, as everywhere.
 */
export async function enterList(tx: BulkTx, serial: number): Promise<void> {
  await tx`
    insert into upstream_dirty (package_name, required_serial, urgent, next_at)
    select l.name, l.serial, false, now() - interval '1 hour' + least(greatest(${serial} - l.serial, 0), 3e9) * interval '1 microsecond'
    from upstream_list l left join packages p on p.name = l.name
    where p.page_serial is null or p.page_serial < l.serial
    order by l.name
    on conflict (package_name) do update set required_serial = greatest(upstream_dirty.required_serial, excluded.required_serial)`
  await tx`
    insert into packages (name, display_name) select name, display_name from upstream_list on conflict (name) do nothing`
}

/**
 * Asks for the pages of projects whose change was never told by the changelog, and of those that are followed and not stored, or buried,
 * though nothing asks for them and no event is newer than the list.
 * @param list.serial of the list as a whole
 * @param list.upTo only changes up to this serial: later ones are still to come; null: the list is all there is
 * @returns how many there are
 */
export async function askMissed(
  tx: BulkTx,
  { mode, begunSerial }: Pick<ListState, 'mode' | 'begunSerial'>,
  list: { serial: number; upTo: number | null },
): Promise<number> {
  const rows = await tx`
    insert into upstream_dirty (package_name, required_serial, urgent)
    select l.name, l.serial, true from upstream_list l
    left join packages p on p.name = l.name
    left join upstream_dirty d on d.package_name = l.name
    where (l.serial <= ${list.upTo}::bigint or ${list.upTo}::bigint is null)
      and (${mode} = 'all' or p.from_start or (${mode} = 'now' and (l.serial > ${begunSerial ?? 0} or p.page_serial is not null)))
      and case when d.package_name is null and (p.page_serial is null or p.removed_at is not null)
        then not exists (select 1 from upstream_events e where e.package_name = l.name and e.serial > ${list.serial})
        else (d.package_name is null or d.required_serial < l.serial) and (p.page_serial is null or p.page_serial < l.serial)
          and not exists (select 1 from upstream_events e where e.package_name = l.name and e.serial >= l.serial) end
    order by l.name
    on conflict (package_name) do update set required_serial = excluded.required_serial, urgent = true,
      next_at = least(upstream_dirty.next_at, now())`
  return rows.count
}

/** Projects that are live here and not on the list, though nothing that happened since could explain it. */
export async function findGone(
  tx: BulkTx,
  serial: number,
): Promise<{ gone: number; live: number; digest: string | null }> {
  await tx`create temporary table gone_names on commit drop as
    select p.name, p.page_serial from packages p
    where p.removed_at is null and p.page_serial <= ${serial} and p.status <> 'quarantined'
      and not exists (select 1 from upstream_list l where l.name = p.name)
      and not exists (select 1 from upstream_events e where e.package_name = p.name and e.serial > ${serial})`
  const [row] = await tx`
    select (select count(*) from gone_names) as gone,
      (select md5(string_agg(name, ' ' order by name)) from gone_names) as digest,
      (select count(*) from packages where removed_at is null and page_serial is not null) as live`
  return { gone: Number(row?.gone ?? 0), live: Number(row?.live ?? 0), digest: row?.digest ?? null }
}

/** Asks for the pages of what `findGone` found: a 404 buries it, a page brings the status. */
export async function askGone(tx: BulkTx): Promise<void> {
  await tx`
    insert into upstream_dirty (package_name, required_serial, urgent)
    select name, page_serial, true from gone_names order by name
    on conflict (package_name) do update set urgent = true, next_at = least(upstream_dirty.next_at, now())`
}

/** Notes a list that was taken in. A farm that never met upstream sets out from its serial. */
export async function noteList(tx: BulkTx, serial: number): Promise<void> {
  await tx`
    update upstream_cursor set index_serial = ${serial}, index_at = now(), index_doubt = null,
      serial = case when begun_serial is null then ${serial} else serial end,
      begun_serial = coalesce(begun_serial, ${serial}), reached_at = now()
    where id = 1`
}

/** Notes a list that is not believed yet, or not at all. */
export async function noteDoubt(tx: BulkTx, digest: string | null): Promise<void> {
  await tx`update upstream_cursor set index_doubt = ${digest}, reached_at = now() where id = 1`
}
