import { type SQL, sql } from 'drizzle-orm'
import type { ReleaseId } from '../../schema/ids.ts'
import type { Tx } from './database.ts'

/** Why something is gone upstream. */
export type Gone = 'REMOVED' | 'QUARANTINED'

/** An event that hides something at once, before any page is fetched; an event that the stored page contains hides nothing. */
interface HidingEvent {
  /** In normal form. */
  name: string
  serial: number
}

/** True where the event `h` is newer than the stored page of package `p`. */
const newerThanPage: SQL = sql`(p.page_serial is null or p.page_serial < h.serial)`

/**
 * Locks the releases that events are about (all of a package when no version is given), in the order of their ids as whoever
 * plans does, so that no two transactions wait for each other.
 */
export async function lockHiding(tx: Tx, events: readonly { name: string; version: string | null }[]): Promise<void> {
  if (events.length === 0) return
  await tx.execute(sql`
    select r.id from releases r where r.id in (
      select r.id from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as h(name text, version text)
      join packages p on p.name = h.name
      join releases r on r.package_id = p.id and (h.version is null or r.version = h.version)
    ) order by r.id for update`)
}

/** Hides whole packages. @returns the releases that changed */
export async function hidePackages(tx: Tx, events: readonly (HidingEvent & { gone: Gone })[]): Promise<ReleaseId[]> {
  const last = [...new Map(events.map((event) => [event.name, event])).values()]
  if (last.length === 0) return []
  const rows = await tx.execute(sql`
    with hidden as (
      update packages p set
        hidden_serial = greatest(p.hidden_serial, h.serial),
        removed_at = case when h.gone = 'REMOVED' then coalesce(p.removed_at, now()) else p.removed_at end,
        status = case when h.gone = 'QUARANTINED' then 'quarantined' else p.status end
      from jsonb_to_recordset(${JSON.stringify(last)}::jsonb) as h(name text, serial bigint, gone gone_reason)
      where p.name = h.name and ${newerThanPage}
      returning p.id, h.serial, h.gone
    )
    update releases r set gone = hidden.gone, hidden_serial = greatest(r.hidden_serial, hidden.serial)
    from hidden where r.package_id = hidden.id and r.gone is distinct from 'REMOVED' and r.gone is distinct from hidden.gone
    returning r.id`)
  return idsOf(rows)
}

/** Hides single releases. @returns those that changed */
export async function hideReleases(
  tx: Tx,
  events: readonly (HidingEvent & { version: string; gone: Gone })[],
): Promise<ReleaseId[]> {
  const last = lastOfRelease(events)
  if (last.length === 0) return []
  const rows = await tx.execute(sql`
    update releases r set gone = h.gone, hidden_serial = greatest(r.hidden_serial, h.serial)
    from packages p, jsonb_to_recordset(${JSON.stringify(last)}::jsonb)
      as h(name text, version text, serial bigint, gone gone_reason)
    where p.name = h.name and r.package_id = p.id and r.version = h.version and ${newerThanPage}
    returning r.id`)
  return idsOf(rows)
}

/** Marks releases and their files as yanked, for a reason not yet known. @returns the releases that changed */
export async function yankReleases(
  tx: Tx,
  events: readonly (HidingEvent & { version: string })[],
): Promise<ReleaseId[]> {
  const last = lastOfRelease(events)
  if (last.length === 0) return []
  const rows = await tx.execute(sql`
    with yanked as (
      update releases r set yanked = true
      from packages p, jsonb_to_recordset(${JSON.stringify(last)}::jsonb) as h(name text, version text, serial bigint)
      where p.name = h.name and r.package_id = p.id and r.version = h.version and not r.yanked and ${newerThanPage}
      returning r.id
    ), files_too as (
      update files f set yanked = true from yanked where f.release_id = yanked.id and not f.yanked
    )
    select id from yanked`)
  return idsOf(rows)
}

/** Hides single files. @returns their releases, whose sums must be made anew */
export async function hideFiles(tx: Tx, events: readonly (HidingEvent & { filename: string })[]): Promise<ReleaseId[]> {
  const last = [...new Map(events.map((event) => [event.filename, event])).values()]
  if (last.length === 0) return []
  const rows = await tx.execute(sql`
    with hidden as (
      update files f set removed_at = coalesce(f.removed_at, now()), hidden_serial = h.serial
      from releases r, packages p,
        jsonb_to_recordset(${JSON.stringify(last)}::jsonb) as h(name text, filename text, serial bigint)
      where f.filename = h.filename and r.id = f.release_id and p.id = r.package_id and p.name = h.name and ${newerThanPage}
      returning f.release_id
    )
    select distinct release_id as id from hidden`)
  return idsOf(rows)
}

function lastOfRelease<T extends { name: string; version: string }>(events: readonly T[]): T[] {
  return [...new Map(events.map((event) => [`${event.name} ${event.version}`, event])).values()]
}

/** `execute` gives rows of unknown shape, and bigints as text. */
function idsOf(rows: Iterable<Record<string, unknown>>): ReleaseId[] {
  // The column is releases.id in every statement above.
  return [...rows].map((row) => Number(row.id) as ReleaseId)
}
