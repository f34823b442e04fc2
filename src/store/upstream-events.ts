import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { upstreamEvents } from '../../schema/tables/packages.ts'
import type { Db, Tx } from './database.ts'

/** A row of upstream's changelog. */
export interface UpstreamEvent {
  serial: number
  /** As PyPI spelled it then. */
  name: string | null
  /** In normal form; null when the text is no project name. */
  packageName: string | null
  version: string | null
  action: string
  happenedAt: Date
}

/** Keeps events, each once. @returns those that were not known before, by serial */
export async function insertEvents(tx: Tx, events: readonly UpstreamEvent[]): Promise<UpstreamEvent[]> {
  if (events.length === 0) return []
  const inserted: { serial: string | number }[] = await tx.execute(sql`
    insert into upstream_events (serial, name, package_name, version, action, happened_at)
    select serial, name, package_name, version, action, happened_at
    from jsonb_to_recordset(${JSON.stringify(events.map(eventToRow))}::jsonb)
      as e(serial bigint, name text, package_name text, version text, action text, happened_at timestamptz)
    on conflict do nothing returning serial`)
  const fresh = new Set(inserted.map((row) => Number(row.serial)))
  return events.filter((event) => fresh.delete(event.serial))
}

function eventToRow({ packageName, happenedAt, ...same }: UpstreamEvent) {
  return { ...same, package_name: packageName, happened_at: happenedAt.toISOString() }
}

/** Events of a package that are newer than a serial, oldest first. */
export async function eventsAfter(tx: Tx, packageName: string, serial: number): Promise<UpstreamEvent[]> {
  return tx
    .select()
    .from(upstreamEvents)
    .where(and(eq(upstreamEvents.packageName, packageName), gt(upstreamEvents.serial, serial)))
    .orderBy(upstreamEvents.serial)
}

/** The newest event of a package, or null when none was ever read. */
export async function newestEvent(db: Db | Tx, packageName: string): Promise<UpstreamEvent | null> {
  const [event] = await db
    .select()
    .from(upstreamEvents)
    .where(eq(upstreamEvents.packageName, packageName))
    .orderBy(desc(upstreamEvents.serial))
    .limit(1)
  return event ?? null
}

/** For each version, whether its newest removal event was a quarantine: those releases come back some day. */
export async function quarantinedVersions(tx: Tx, packageName: string): Promise<Set<string>> {
  const rows = await tx
    .selectDistinctOn([upstreamEvents.version], { version: upstreamEvents.version, action: upstreamEvents.action })
    .from(upstreamEvents)
    .where(
      and(
        eq(upstreamEvents.packageName, packageName),
        sql`${upstreamEvents.action} in ('release quarantined', 'release quarantine cleared', 'remove release', 'remove', 'new release')`,
      ),
    )
    .orderBy(upstreamEvents.version, desc(upstreamEvents.serial))
  return new Set(rows.flatMap(({ version, action }) => (action === 'release quarantined' && version ? [version] : [])))
}
