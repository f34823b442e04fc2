import { and, desc, eq, lt } from 'drizzle-orm'
import { auditEvents } from '../../schema/tables/farm.ts'
import type { PageRequest, Reader } from './page.ts'

export type AuditRow = typeof auditEvents.$inferSelect

/** What was done, or was done to one subject, the newest first, with one row more when there is another page. */
export async function readAuditPage(
  db: Reader,
  subject: string | null,
  page: PageRequest<number>,
): Promise<AuditRow[]> {
  const { id } = auditEvents
  return db
    .select()
    .from(auditEvents)
    .where(
      and(
        subject === null ? undefined : eq(auditEvents.subject, subject),
        page.after === null ? undefined : lt(id, page.after),
      ),
    )
    .orderBy(desc(id))
    .limit(page.limit + 1)
}
