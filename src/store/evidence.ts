import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { BuilderId, BuildId } from '../../schema/ids.ts'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import { builders, type Evidence } from '../../schema/tables/targets.ts'
import type { FailureKind } from '../ladder/words.ts'
import type { Tx } from './database.ts'

/** Builders whose tries of this build failed for one of these reasons, lost ones included. */
export async function listFailedOn(tx: Tx, build: BuildId, kinds: readonly FailureKind[]): Promise<BuilderId[]> {
  const rows = await tx
    .selectDistinct({ builder: attempts.builderId })
    .from(attempts)
    .where(and(eq(attempts.buildId, build), inArray(attempts.failureKind, [...kinds])))
    .orderBy(attempts.builderId)
  return rows.map(({ builder }) => builder)
}

/**
 * The builds that failed on a builder since it was last trusted and that another builder brought to a wheel within a day of it, the
 * newest of each package. Later than that it may be the package, or the world, that has changed.
 * @param limit at most this many packages
 */
export async function listEvidence(
  tx: Tx,
  builder: BuilderId,
  kinds: readonly FailureKind[],
  limit: number,
): Promise<Evidence[]> {
  const failed = alias(attempts, 'failed')
  const built = alias(attempts, 'built')
  return tx
    .selectDistinctOn([releases.packageId], {
      package: packages.name,
      version: releases.version,
      build: builds.id,
      failedAttempt: failed.id,
      failureKind: failed.failureKind,
      builtAttempt: built.id,
      builtBy: built.builderId,
    })
    .from(failed)
    .innerJoin(builders, eq(builders.id, failed.builderId))
    .innerJoin(
      built,
      and(
        eq(built.buildId, failed.buildId),
        eq(built.state, 'BUILT'),
        sql`${built.builderId} <> ${failed.builderId}`,
        sql`${built.closedAt} between ${failed.closedAt} - interval '1 day' and ${failed.closedAt} + interval '1 day'`,
      ),
    )
    .innerJoin(builds, eq(builds.id, failed.buildId))
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(
      and(
        eq(failed.builderId, builder),
        inArray(failed.failureKind, [...kinds]),
        sql`${failed.closedAt} >= ${builders.trustedSince}`,
        isNull(builders.quarantinedAt),
      ),
    )
    .orderBy(releases.packageId, sql`${failed.id} desc`, built.id)
    .limit(limit)
}

/** Takes a builder out of work by what speaks against it. Returns false when it was out already. */
export async function quarantine(tx: Tx, builder: BuilderId, evidence: readonly Evidence[]): Promise<boolean> {
  const changed = await tx
    .update(builders)
    .set({ quarantinedAt: sql`now()`, quarantineEvidence: [...evidence] })
    .where(and(eq(builders.id, builder), isNull(builders.quarantinedAt), isNull(builders.revokedAt)))
    .returning({ id: builders.id })
  return changed.length === 1
}
