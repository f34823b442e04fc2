import { and, eq, inArray, sql } from 'drizzle-orm'
import type { AttemptId, BuilderId } from '../../schema/ids.ts'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import { anyId } from './any-of.ts'
import type { Tx } from './database.ts'

/**
 * Of a builder's attempts, those whose outcome somebody still waits for: it is the build's running try; or it was LOST and its
 * build has not gone on elsewhere; or the release was yanked meanwhile, which lets a running attempt finish.
 */
export async function listWanted(tx: Tx, builder: BuilderId, ids: readonly AttemptId[]): Promise<Set<AttemptId>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .select({ id: attempts.id })
    .from(attempts)
    .innerJoin(builds, and(eq(builds.id, attempts.buildId), eq(builds.tries, attempts.try)))
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(
      and(
        anyId(attempts.id, ids),
        eq(attempts.builderId, builder),
        inArray(attempts.state, ['STARTED', 'LOST']),
        sql`(${builds.work} in ('BUILDING', 'WAITING', 'RETRY', 'PARKED')
          or (${releases.yanked} and ${releases.gone} is null and ${packages.removedAt} is null
              and ${packages.skippedAt} is null and ${releases.skippedAt} is null and ${builds.verdict} = 'CLOSED'))`,
      ),
    )
  return new Set(rows.map(({ id }) => id))
}
