import { and, desc, eq, getTableColumns, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import type { AttemptId, BuilderId, BuildId, ReleaseId } from '../../schema/ids.ts'
import { attempts, buildEvents, builds, reports } from '../../schema/tables/builds.ts'
import { anyId } from './any-of.ts'
import { type PageRequest, pageIds, type Reader } from './page.ts'

export type BuildRow = typeof builds.$inferSelect
export type AttemptRow = typeof attempts.$inferSelect
export type BuildEventRow = typeof buildEvents.$inferSelect
export type ReportRow = typeof reports.$inferSelect

export async function readBuilds(db: Reader, ids: readonly BuildId[]): Promise<BuildRow[]> {
  return db.select().from(builds).where(anyId(builds.id, ids))
}

export async function readReleaseBuilds(db: Reader, owners: readonly ReleaseId[]): Promise<BuildRow[]> {
  return db.select().from(builds).where(anyId(builds.releaseId, owners))
}

/** A build with its newest attempt, whose id is its place in the order of the newest. */
export type StartedBuildRow = BuildRow & { newestAttempt: AttemptId }

/** Builds whose newest attempt started last first, with one row more when there is another page. */
export async function readNewestBuilds(db: Reader, page: PageRequest<AttemptId>): Promise<StartedBuildRow[]> {
  return db
    .select({ ...getTableColumns(builds), newestAttempt: attempts.id })
    .from(attempts)
    .innerJoin(builds, and(eq(builds.id, attempts.buildId), eq(builds.tries, attempts.try)))
    .where(page.after === null ? undefined : lt(attempts.id, page.after))
    .orderBy(desc(attempts.id))
    .limit(page.limit + 1)
}

export async function readAttempts(db: Reader, ids: readonly AttemptId[]): Promise<AttemptRow[]> {
  return db.select().from(attempts).where(anyId(attempts.id, ids))
}

/** How far an attempt's log has come, and whether more of it is expected. */
export type LogState = Pick<AttemptRow, 'id' | 'state' | 'logBytes'> & { isOver: boolean }

export async function readLogStates(db: Reader, ids: readonly AttemptId[]): Promise<LogState[]> {
  const { id, state, logBytes } = attempts
  return db
    .select({ id, state, logBytes, isOver: isNotNull(attempts.closedAt).mapWith(Boolean) })
    .from(attempts)
    .where(anyId(id, ids))
}

/** A page of each build's attempts by their number, newest first, with one row more when there is another page. */
export async function readAttemptPages(
  db: Reader,
  owners: readonly BuildId[],
  page: PageRequest<number>,
): Promise<AttemptRow[]> {
  const after = page.after === null ? sql`` : sql`and a.try < ${page.after}`
  const child = sql`select a.id from ${attempts} a where a.build_id = parent.id ${after} order by a.try desc`
  return db
    .select()
    .from(attempts)
    .where(inArray(attempts.id, pageIds(owners, page, child)))
    .orderBy(desc(attempts.try))
}

/** The attempts that run on each builder, the oldest first. */
export async function readOpenAttempts(db: Reader, owners: readonly BuilderId[]): Promise<AttemptRow[]> {
  return db
    .select()
    .from(attempts)
    .where(and(eq(attempts.state, 'STARTED'), anyId(attempts.builderId, owners)))
    .orderBy(attempts.id)
}

/** A page of each build's events, newest first, with one row more when there is another page. */
export async function readEventPages(
  db: Reader,
  owners: readonly BuildId[],
  page: PageRequest<number>,
): Promise<BuildEventRow[]> {
  const after = page.after === null ? sql`` : sql`and e.id < ${page.after}`
  const child = sql`select e.id from ${buildEvents} e where e.build_id = parent.id ${after} order by e.id desc`
  return db
    .select()
    .from(buildEvents)
    .where(inArray(buildEvents.id, pageIds(owners, page, child)))
    .orderBy(desc(buildEvents.id))
}

export async function readReports(db: Reader, owners: readonly AttemptId[]): Promise<ReportRow[]> {
  return db.select().from(reports).where(anyId(reports.attemptId, owners))
}
