import { and, desc, isNull, lt, notInArray, sql } from 'drizzle-orm'
import { incidents } from '../../schema/tables/farm.ts'
import type { Incident } from '../ladder/incidents.ts'
import type { Db, Tx } from './database.ts'
import type { PageRequest, Reader } from './page.ts'

export type IncidentRow = typeof incidents.$inferSelect

/** Notes what is wrong now; what is open already is only seen again. @returns those that are new */
export async function noteIncidents(tx: Tx, found: readonly Incident[]): Promise<IncidentRow[]> {
  const fresh: IncidentRow[] = []
  for (const incident of found) {
    const [row] = await tx
      .insert(incidents)
      .values(incident)
      .onConflictDoUpdate({
        target: [incidents.kind, incidents.subject],
        targetWhere: isNull(incidents.endedAt),
        set: { seenAt: sql`now()`, text: incident.text, cause: incident.cause },
      })
      .returning()
    if (row !== undefined && row.beganAt.getTime() === row.seenAt.getTime()) fresh.push(row)
  }
  return fresh
}

/** Ends the open incidents that are not among these. @returns them */
export async function endIncidents(tx: Tx, stillOpen: readonly number[]): Promise<IncidentRow[]> {
  return tx
    .update(incidents)
    .set({ endedAt: sql`now()` })
    .where(and(isNull(incidents.endedAt), stillOpen.length > 0 ? notInArray(incidents.id, [...stillOpen]) : undefined))
    .returning()
}

/** The open ones, the oldest first. There are a handful. */
export async function listOpenIncidents(db: Db | Tx | Reader): Promise<IncidentRow[]> {
  return db.select().from(incidents).where(isNull(incidents.endedAt)).orderBy(incidents.id)
}

/** Incidents, the newest first, with one row more when there is another page. */
export async function readIncidentPage(
  db: Reader,
  openOnly: boolean,
  page: PageRequest<number>,
): Promise<IncidentRow[]> {
  const further = page.after === null ? undefined : lt(incidents.id, page.after)
  return db
    .select()
    .from(incidents)
    .where(and(openOnly ? isNull(incidents.endedAt) : undefined, further))
    .orderBy(desc(incidents.id))
    .limit(page.limit + 1)
}
