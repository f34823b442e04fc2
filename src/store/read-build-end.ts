import { desc, eq } from 'drizzle-orm'
import type { BuildId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import { targets } from '../../schema/tables/targets.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import type { FailureKind, Verdict, WorkState } from '../ladder/words.ts'
import type { Reader } from './page.ts'

/** How a build stands, in the words of a person. */
export interface BuildEnd {
  package: string
  version: string
  abi: string
  verdict: Verdict | null
  work: WorkState | null
  failureKind: FailureKind | null
  failureLine: string | null
  note: string | null
  /** The wheel that it made last. */
  filename: string | null
}

export async function readBuildEnd(db: Reader, id: BuildId): Promise<BuildEnd | null> {
  const { verdict, work, failureKind, failureLine, note } = builds
  const [row] = await db
    .select({
      package: packages.name,
      version: releases.version,
      abi: targets.abi,
      ...{ verdict, work, failureKind, failureLine, note },
      filename: wheels.filename,
    })
    .from(builds)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .innerJoin(targets, eq(targets.id, builds.targetId))
    .leftJoin(wheels, eq(wheels.buildId, builds.id))
    .where(eq(builds.id, id))
    .orderBy(desc(wheels.id))
    .limit(1)
  return row ?? null
}
