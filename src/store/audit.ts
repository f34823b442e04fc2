import { auditEvents } from '../../schema/tables/farm.ts'
import type { Db, Tx } from './database.ts'

export interface AuditEvent {
  /** `farm`, `builder:<id>` or the name of a maintainer. */
  actor: string
  /** Such as `build.requeue`, `package.skip`, `report.conflict`. */
  action: string
  /** What it was done to, such as `build:17` or `package:numpy`. */
  subject: string
  reason?: string | null
  detail?: Record<string, unknown>
}

/** Writes down what somebody did who must answer for it. Never changed or deleted afterwards. */
export async function recordAudit(db: Db | Tx, event: AuditEvent): Promise<void> {
  await db.insert(auditEvents).values({ ...event, reason: event.reason ?? null, detail: event.detail ?? null })
}
