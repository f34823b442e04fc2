import { and, count, eq, isNotNull, sql } from 'drizzle-orm'
import type { PackageId, TargetId } from '../../schema/ids.ts'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { releases } from '../../schema/tables/packages.ts'
import { builders, builderTargets } from '../../schema/tables/targets.ts'
import { anyId } from './any-of.ts'
import type { Reader } from './page.ts'

/** Builders of a target that are neither revoked nor silent; of these, those paused or draining, and those that build. */
export interface BuilderCounts {
  alive: number
  paused: number
  building: number
}

/**
 * Who could build for each target; a target with nobody is missing.
 * @param silentMs after how long without a word a builder counts as gone
 */
export async function readBuilderCounts(db: Reader, silentMs: number): Promise<Map<TargetId, BuilderCounts>> {
  const stands = sql`(${builders.pausedAt} is not null or ${builders.drainingAt} is not null or ${builders.quarantinedAt} is not null)`
  const busy = db
    .selectDistinct({ builder: attempts.builderId })
    .from(attempts)
    .where(eq(attempts.state, 'STARTED'))
    .as('busy')
  const rows = await db
    .select({
      target: builderTargets.targetId,
      alive: count(),
      paused: sql`count(*) filter (where ${stands})`.mapWith(Number),
      building: sql`count(${busy.builder}) filter (where not ${stands})`.mapWith(Number),
    })
    .from(builderTargets)
    .innerJoin(builders, eq(builders.id, builderTargets.builderId))
    .leftJoin(busy, eq(busy.builder, builders.id))
    .where(
      sql`${builders.revokedAt} is null and ${builders.retiredAt} is null and ${builderTargets.offAt} is null
        and coalesce(${builders.lastBeatAt}, ${builders.enrolledAt}) > now() - make_interval(secs => ${silentMs / 1_000})`,
    )
    .groupBy(builderTargets.targetId)
  return new Map(rows.map(({ target, ...counts }) => [target, counts]))
}

/** A package on a target. */
export interface QueuePlace {
  owner: PackageId
  target: TargetId
}

/** Backlog jobs of each package in each target's queue. Costs what the queues' windows hold; a pair with none is missing. */
export async function countQueuedBacklog(
  db: Reader,
  places: readonly QueuePlace[],
): Promise<(QueuePlace & { queued: number })[]> {
  return db
    .select({ owner: releases.packageId, target: builds.targetId, queued: count() })
    .from(builds)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .where(
      and(
        isNotNull(builds.queuedAt),
        eq(builds.lane, 'backlog'),
        anyId(builds.targetId, [...new Set(places.map((place) => place.target))]),
        anyId(releases.packageId, [...new Set(places.map((place) => place.owner))]),
      ),
    )
    .groupBy(releases.packageId, builds.targetId)
}
