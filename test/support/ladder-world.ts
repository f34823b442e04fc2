import { eq } from 'drizzle-orm'
import type { ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { releases } from '../../schema/tables/packages.ts'
import { planReleases } from '../../src/jobs/plan.ts'
import { fillForTarget } from '../../src/store/compatibility.ts'
import { listTargets } from '../../src/store/targets.ts'
import type { TestFarm } from './farm.ts'
import { addFile, addPackage, addRelease, addTargetRow } from './rows.ts'

/** Targets of one platform by their ABIs, in ladder order. */
export async function addLadder(farm: TestFarm, ...abis: string[]) {
  const targets = []
  for (const abi of abis) targets.push(await addTargetRow(farm.database.db, { abi }))
  return targets
}

/** A release with an sdist, planned: its lowest rung that needs a wheel is open. */
export async function addPlannedRelease(
  farm: TestFarm,
  given: { name?: string; version?: string; uploadedAt?: Date } = {},
) {
  const { db } = farm.database
  const owner = await addPackage(db, given.name === undefined ? {} : { name: given.name })
  const version = given.version ?? '1.0'
  const release = await addRelease(db, {
    package: owner,
    version,
    ...(given.uploadedAt ? { uploadedAt: given.uploadedAt } : {}),
  })
  await addFile(db, { release, filename: `${owner.name}-${version}.tar.gz` })
  await plan(farm, release.id)
  return { ...release, name: owner.name }
}

/** Fills the yes-or-no tables for rows that a test wrote by itself. */
export async function fillCompatibility(farm: TestFarm): Promise<void> {
  await farm.database.db.transaction(async (tx) => {
    for (const target of await listTargets(tx)) await fillForTarget(tx, target)
  })
}

export async function plan(farm: TestFarm, ...ids: ReleaseId[]): Promise<void> {
  await farm.database.db.transaction((tx) => planReleases(tx, ids, 'a test'))
}

export async function changeRelease(
  farm: TestFarm,
  id: ReleaseId,
  change: Partial<typeof releases.$inferInsert>,
): Promise<void> {
  await farm.database.db.update(releases).set(change).where(eq(releases.id, id))
  await plan(farm, id)
}

/** The builds of a release in the order in which they were opened, by what a test is likely to ask for. */
export async function buildsOf(farm: TestFarm, release: { id: ReleaseId }) {
  return farm.database.db.select().from(builds).where(eq(builds.releaseId, release.id)).orderBy(builds.id)
}

/** The build of a rung; fails when there is none. */
export async function buildOn(farm: TestFarm, release: { id: ReleaseId }, target: { id: TargetId }) {
  const found = (await buildsOf(farm, release)).find((build) => build.targetId === target.id)
  if (found === undefined) throw new Error(`release ${release.id} has no build on target ${target.id}`)
  return found
}
