import { and, eq, inArray, or } from 'drizzle-orm'
import type { BuildId, PackageId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { releases } from '../../schema/tables/packages.ts'
import type { Verdict } from '../ladder/words.ts'
import { anyId } from './any-of.ts'
import type { Reader } from './page.ts'
import { type FailureChoice, failureIds } from './read-failures.ts'

/** A build that a person chose among many. */
export interface ChosenBuild {
  id: BuildId
  release: ReleaseId
  target: TargetId
}

/** Failed builds in the order of their releases, which is that of their locks; at most `limit`. */
export async function listFailures(db: Reader, choice: FailureChoice, limit: number): Promise<ChosenBuild[]> {
  return selectChosen(db)
    .where(inArray(builds.id, failureIds(choice, { limit, after: null })))
    .orderBy(builds.releaseId, builds.id)
    .limit(limit)
}

/** Builds of a package with one of these verdicts, and those that are held; in the same order. */
export async function listPackageBuilds(
  db: Reader,
  owner: PackageId,
  targets: readonly TargetId[],
  verdicts: readonly Verdict[],
  limit: number,
): Promise<ChosenBuild[]> {
  return selectChosen(db)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .where(
      and(
        eq(releases.packageId, owner),
        anyId(builds.targetId, targets),
        or(inArray(builds.verdict, [...verdicts]), eq(builds.work, 'HELD')),
      ),
    )
    .orderBy(builds.releaseId, builds.id)
    .limit(limit)
}

function selectChosen(db: Reader) {
  return db.select({ id: builds.id, release: builds.releaseId, target: builds.targetId }).from(builds).$dynamic()
}
