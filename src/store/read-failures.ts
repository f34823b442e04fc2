import { desc, inArray, type SQL, sql } from 'drizzle-orm'
import type { BuildId, PackageId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import type { FailureKind } from '../ladder/words.ts'
import { type PageRequest, pageIds, type Reader } from './page.ts'
import type { BuildRow } from './read-builds.ts'

/** Which failed builds are meant: those on any of the targets for which all else holds too. */
export interface FailureChoice {
  package: PackageId | null
  /** None at all choose nothing. */
  targets: readonly TargetId[]
  kind: FailureKind | null
  /** Lacked what has this name. */
  missing: string | null
  /** Decided at this instant or later. */
  since: Date | null
}

/** The place of a failed build in the order of their decisions. */
export interface FailureKey {
  /** Milliseconds since 1970, which is what the column holds. */
  decidedAtMs: number
  id: BuildId
}

/** Failed builds, the one decided last first, with one row more when there is another page. Costs what the page holds. */
export async function readFailures(
  db: Reader,
  choice: FailureChoice,
  page: PageRequest<FailureKey>,
): Promise<BuildRow[]> {
  return db
    .select()
    .from(builds)
    .where(inArray(builds.id, failureIds(choice, page)))
    .orderBy(desc(builds.decidedAt), desc(builds.id))
    .limit(page.limit + 1)
}

/**
 * Ids of the newest failures of each target. Of one package they are found by its releases, which are far fewer than the failures
 * of a target: `materialized` keeps the planner from walking those.
 */
export function failureIds(choice: FailureChoice, page: PageRequest<FailureKey>): SQL {
  const { package: owner, targets, kind, missing, since } = choice
  const parts = [
    sql`b.verdict = 'FAILED'`,
    ...(kind === null ? [] : [sql`b.failure_kind = ${kind}`]),
    ...(missing === null ? [] : [sql`b.missing_name = ${missing}`]),
    ...(since === null ? [] : [sql`b.decided_at >= ${instantOf(since.getTime())}`]),
    ...(page.after === null
      ? []
      : [sql`(b.decided_at, b.id) < (${instantOf(page.after.decidedAtMs)}, ${page.after.id})`]),
  ]
  const chosen = sql.join(parts, sql` and `)
  const newestFirst = sql`order by b.decided_at desc, b.id desc`
  if (owner === null) {
    return pageIds(
      targets,
      page,
      sql`select b.id from ${builds} b where b.target_id = parent.id and ${chosen} ${newestFirst}`,
    )
  }
  return sql`(
    with own as materialized (
      select b.id, b.decided_at from releases r join ${builds} b on b.release_id = r.id
      where r.package_id = ${owner} and b.target_id = any(${sql.param([...targets])}::bigint[]) and ${chosen})
    select b.id from own b ${newestFirst} limit ${page.limit + 1})`
}

/** By number, since Postgres cannot read every year that JavaScript writes. */
const instantOf = (ms: number): SQL => sql`to_timestamp(${ms / 1_000}::double precision)`
