import { and, eq, inArray } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds } from '../../schema/tables/builds.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import { targets } from '../../schema/tables/targets.ts'
import { planReleases } from '../../src/jobs/plan.ts'
import { openTarget } from '../../src/jobs/targets.ts'
import { planRelease } from '../../src/ladder/plan.ts'
import { fillForTarget, lockForNewTarget } from '../../src/store/compatibility.ts'
import { setFollows } from '../../src/store/follows.ts'
import { writeWords } from '../../src/store/policies.ts'
import { loadReleases } from '../../src/store/release-facts.ts'
import { farmStartedAt } from '../../src/store/settings.ts'
import { insertTarget, readTarget } from '../../src/store/targets.ts'
import { clearWorld } from '../support/clear-world.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { fillCompatibility } from '../support/ladder-world.ts'
import {
  acceptedTags,
  addAttemptRow,
  addBuilderRow,
  addBuildRow,
  addFile,
  addPackage,
  addRelease,
  addRequiresPython,
  addTargetRow,
  addWheelRow,
} from '../support/rows.ts'
import { minors, type State, World } from './target-worlds.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
  await farmStartedAt(farm.database.db)
})
afterAll(() => farm.close())

test('opening a new target in SQL opens what the pure functions would', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(World, async (world) => {
      await clear()
      const ids = await write(world)
      await farm.database.db.transaction((tx) => planReleases(tx, ids, 'a world'))
      const target = await addNewTarget(world)
      const expected = await wanted(ids, target)

      await openTarget(farm, target)

      expect(await opened(target)).toEqual(expected)
      await farm.database.db.transaction((tx) => planReleases(tx, ids, 'again'))
      expect(await opened(target)).toEqual(expected)
      expect((await readTarget(farm.database.db, target))?.openedThrough).toBeNull()
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 40) },
  )
})

const clear = () => clearWorld(farm)

/** All targets but the last, which is the new one. */
async function write(world: World): Promise<ReleaseId[]> {
  const { db } = farm.database
  const known = []
  for (const [at, place] of world.places.slice(0, -1).entries()) {
    known.push(await addTargetRow(db, { ...place, ...facts(place), frozenAt: world.frozen === at ? new Date() : null }))
  }
  const owner = await addPackage(db, packageRow(world.package))
  await db.transaction(async (tx) => {
    await setFollows(tx, world.follows)
    await writeWords(tx, null, world.policies, 'anna')
    await writeWords(tx, owner.id, world.package.policies, 'anna')
  })
  const builder = await addBuilderRow(db)
  const ids: ReleaseId[] = []
  for (const [number, given] of world.releases.entries()) {
    const release = await addRelease(db, { package: owner, ...(await releaseRow(given, number)) })
    ids.push(release.id)
    if (given.hasSdist) await addFile(db, { release })
    for (const [at, { wheel, yanked, removed }] of given.upstream.entries()) {
      const filename = `up${at}_${number}-1.0-${wheel.tags}.whl`
      const row = { release, filename, tags: [wheel.tags], yanked, removedAt: removed ? new Date() : null }
      await addFile(db, {
        ...row,
        ...(wheel.requiresPython === undefined ? {} : { requiresPython: wheel.requiresPython }),
      })
    }
    let climbs = false
    for (const [at, build] of given.builds.entries()) {
      const target = known[at]
      if (build === null || target === undefined) continue
      const climbing: boolean = build.state.work === 'WAITING' && build.state.verdict === undefined && !climbs
      climbs ||= climbing
      const row = await addBuildRow(db, { release, target, ...buildRow(build.state), climbing })
      const wheel = build.wheel
      if (wheel === null) continue
      const attempt = await addAttemptRow(db, { build: row, builder, state: 'BUILT' })
      const filename = `w${number}_${at}-1.0-${wheel.tags}.whl`
      const asks = wheel.requiresPython === undefined ? {} : { requiresPython: wheel.requiresPython }
      await addWheelRow(db, { build: row, attempt, filename, tags: [wheel.tags], ...asks })
    }
  }
  await fillCompatibility(farm)
  return ids
}

const facts = ({ abi, platform }: World['places'][number]) => ({
  pythonVersion: `3.${minors[abi]}.4`,
  tags: acceptedTags(minors[abi], platform),
  platformOrder: platform === 'linux_x86_64' ? 1 : 2,
})

const packageRow = (given: World['package']): Parameters<typeof addPackage>[1] => ({
  removedAt: given.removed ? new Date() : null,
  status: given.quarantined ? 'quarantined' : 'active',
  fromStart: given.fromStart,
  ...(given.skipped ? { skippedAt: new Date(), skippedBy: 'anna', skipReason: 'no' } : {}),
})

async function releaseRow(given: World['releases'][number], number: number) {
  const text = given.requiresPython
  return {
    version: `1.${number}`,
    hasSdist: given.hasSdist,
    gone: given.gone,
    yanked: given.yanked,
    isPrerelease: given.isPrerelease,
    uploadedAt: given.old ? new Date('2020-01-01T00:00:00.500Z') : new Date(Date.now() + 1_000),
    requiresPythonId: text === undefined ? null : (await addRequiresPython(farm.database.db, text)).id,
    ...(given.skipped ? { skippedAt: new Date(), skippedBy: 'anna', skipReason: 'no' } : {}),
  }
}

const buildRow = (state: State) => ({ verdict: null, work: null, ...state })

async function addNewTarget(world: World): Promise<TargetId> {
  const place = world.places.at(-1)
  if (place === undefined) throw new Error('a world has four places')
  return farm.database.db.transaction(async (tx) => {
    await lockForNewTarget(tx)
    const { platformOrder, ...rest } = facts(place)
    const id = await insertTarget(tx, { ...place, ...rest, label: 'new' })
    await tx.update(targets).set({ platformOrder }).where(eq(targets.id, id))
    await fillForTarget(tx, { id, ...rest })
    return id
  })
}

async function wanted(ids: readonly ReleaseId[], target: TargetId) {
  const loaded = await loadReleases(farm.database.db, ids)
  return loaded
    .filter((release) => planRelease(release.facts, release.rungs, release.policies).open === target)
    .map(({ id, uploadedAt }) => ({
      release: id,
      lane: 'backlog',
      laneOrder: uploadedAt === null ? 0 : -Math.floor(uploadedAt.getTime() / 1_000),
      climbLane: 'backlog',
      climbing: true,
    }))
}

async function opened(target: TargetId) {
  return farm.database.db
    .select({
      release: builds.releaseId,
      lane: builds.lane,
      laneOrder: builds.laneOrder,
      climbLane: releases.climbLane,
      climbing: builds.climbing,
    })
    .from(builds)
    .innerJoin(releases, eq(releases.id, builds.releaseId))
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(and(eq(builds.targetId, target), inArray(builds.work, ['WAITING'])))
    .orderBy(builds.releaseId)
}
