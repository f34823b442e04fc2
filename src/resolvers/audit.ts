import { mustBeShort } from '../jobs/filter-text.ts'
import { readAuditPage } from '../store/read-audit.ts'
import { connection } from './connection.ts'
import { type Context, mustBeMaintainer } from './context.ts'
import { auditOrder } from './orders.ts'
import type { AuditEventResolvers, QueryAuditEventsArgs } from './resolvers.gen.ts'

export const AuditEvent: AuditEventResolvers = {
  detail: ({ detail }) => detail && JSON.stringify(detail),
}

/** The longest subject that there is names a target by its two tags. */
const MOST_SUBJECT = 300

/** @throws {AccessError} UNAUTHENTICATED, TOKEN_INVALID @throws {InputError} FILTER_INVALID */
export async function auditPage({ subject, ...args }: QueryAuditEventsArgs, { farm, viewer }: Context) {
  mustBeMaintainer(viewer)
  if (subject != null) mustBeShort(subject, 'subject', MOST_SUBJECT)
  return connection(auditOrder, null, args, (page) => readAuditPage(farm.database.db, subject ?? null, page))
}
