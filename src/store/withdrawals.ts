import { and, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import type { BuilderId, BuildId, PackageId, ReleaseId, WheelId } from '../../schema/ids.ts'
import { attempts } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import type { Db, Tx } from './database.ts'

/** Which wheels are meant: all that is given must hold. */
export interface WheelChoice {
  builder: BuilderId | null
  package: PackageId | null
  sha256: string | null
  /** Published then or later. */
  since: Date | null
}

/** A published wheel, and what it belongs to. */
export interface ChosenWheel {
  id: WheelId
  filename: string
  sha256: string
  build: BuildId
  release: ReleaseId
  packageName: string
}

/** Published wheels that a choice means, in the order of their releases. */
export async function listPublished(db: Db | Tx, choice: WheelChoice, limit: number): Promise<ChosenWheel[]> {
  return db
    .select({
      id: wheels.id,
      filename: wheels.filename,
      sha256: wheels.sha256,
      build: wheels.buildId,
      release: wheels.releaseId,
      packageName: packages.name,
    })
    .from(wheels)
    .innerJoin(attempts, eq(attempts.id, wheels.attemptId))
    .innerJoin(releases, eq(releases.id, wheels.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(
      and(
        isNull(wheels.withdrawnAt),
        choice.builder === null ? undefined : eq(attempts.builderId, choice.builder),
        choice.package === null ? undefined : eq(releases.packageId, choice.package),
        choice.sha256 === null ? undefined : eq(wheels.sha256, choice.sha256),
        choice.since === null ? undefined : gte(wheels.publishedAt, choice.since),
      ),
    )
    .orderBy(wheels.releaseId, wheels.id)
    .limit(limit)
}

/** Takes wheels off the index for good. Their bytes and rows stay, as evidence. @returns those that were published until now */
export async function withdrawWheels(
  tx: Tx,
  ids: readonly WheelId[],
  words: { actor: string; reason: string },
): Promise<Set<WheelId>> {
  const rows = await tx
    .update(wheels)
    .set({ withdrawnAt: sql`now()`, withdrawnReason: words.reason, withdrawnBy: words.actor })
    .where(and(inArray(wheels.id, [...ids]), isNull(wheels.withdrawnAt)))
    .returning({ id: wheels.id })
  return new Set(rows.map(({ id }) => id))
}
