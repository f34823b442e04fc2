import { eq, inArray, sql } from 'drizzle-orm'
import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { builds, wheels } from '../../schema/tables/builds.ts'
import { files, packages, releases } from '../../schema/tables/packages.ts'
import { requiresPythonTargets, tagSetTargets, targets } from '../../schema/tables/targets.ts'
import type { Policies } from '../config.ts'
import type { BuildFacts, ReleaseFacts, Rung } from '../ladder/status.ts'
import { compareTargets } from '../ladder/target-order.ts'
import type { Lane } from '../ladder/words.ts'
import type { Db, Tx } from './database.ts'
import { farmStartedAt } from './settings.ts'

/** A build row with what the ladder sees of it. */
export interface LadderBuild extends BuildFacts {
  id: BuildId
  target: TargetId
}

/** All that decides about one release: the facts for the pure functions, and the ids to act with. */
export interface LoadedRelease {
  id: ReleaseId
  packageName: string
  version: string
  facts: ReleaseFacts
  /** In ladder order, one for each target. */
  rungs: Rung[]
  builds: LadderBuild[]
  uploadedAt: Date | null
  firstSeenAt: Date
  climbLane: Lane | null
}

/**
 * Loads what the ladder needs of many releases with a handful of queries, whatever their number. Give a few hundred at a time.
 * A release that does not exist is left out.
 */
export async function loadReleases(
  db: Db | Tx,
  policies: Policies,
  ids: readonly ReleaseId[],
): Promise<LoadedRelease[]> {
  if (ids.length === 0) return []
  const ladder = (await loadLadder(db)).map(({ id, platform, frozen }) => ({ id, platform, frozen }))
  const rows = await loadRows(db, policies, ids)
  const builtOf = groupBy(await loadBuilds(db, ids), (build) => build.release)
  const refused = new Set((await loadRefusals(db, ids)).map(pairKey))
  const own = byPair(await loadOwnWheels(db, ids))
  const covering = byPair(await loadCoveringWheels(db, ids))
  const upstream = byPair(await loadUpstreamWheels(db, ids))
  return rows.map((row) => {
    const built = builtOf.get(row.id) ?? []
    const rungs = ladder.map(({ id: target, platform, frozen }): Rung => {
      const key = pairKey({ release: row.id, target })
      return {
        target,
        platform,
        frozen,
        admitted: !refused.has(key),
        ownWheel: own.get(key) ?? null,
        coveringWheel: covering.get(key) ?? null,
        upstreamWheel: upstream.get(key) ?? null,
        build: built.find((build) => build.target === target) ?? null,
      }
    })
    return { ...row, rungs, builds: built }
  })
}

/** Every target in ladder order. */
export async function loadLadder(db: Db | Tx) {
  const rows = await db
    .select({
      id: targets.id,
      abi: targets.abi,
      platform: targets.platform,
      platformOrder: targets.platformOrder,
      frozen: sql`${targets.frozenAt} is not null`.mapWith(Boolean),
    })
    .from(targets)
  return rows.sort(compareTargets)
}

async function loadRows(db: Db | Tx, policies: Policies, ids: readonly ReleaseId[]) {
  const startedAt = policies.since === 'now' ? await farmStartedAt(db) : null
  const rows = await db
    .select({ release: releases, package: packages, newer: newerReleases(policies.newest) })
    .from(releases)
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(inArray(releases.id, [...ids]))
    .orderBy(releases.id)
  return rows.map(({ release, package: owner, newer }) => ({
    id: release.id,
    packageName: owner.name,
    version: release.version,
    uploadedAt: release.uploadedAt,
    firstSeenAt: release.firstSeenAt,
    climbLane: release.climbLane,
    facts: {
      gone: goneOf(owner, release),
      skipped: skipOf(owner, release),
      hasSdist: release.hasSdist,
      yanked: release.yanked,
      isPrerelease: release.isPrerelease,
      beforeStart: startedAt !== null && !owner.fromStart && (release.uploadedAt ?? release.firstSeenAt) < startedAt,
      newerReleases: newer,
    },
  }))
}

type PackageRow = typeof packages.$inferSelect
type ReleaseRow = typeof releases.$inferSelect

function goneOf(owner: PackageRow, release: ReleaseRow): ReleaseFacts['gone'] {
  if (owner.removedAt !== null) return 'REMOVED'
  return owner.status === 'quarantined' ? 'QUARANTINED' : release.gone
}

function skipOf(owner: PackageRow, release: ReleaseRow): ReleaseFacts['skipped'] {
  if (owner.skipReason !== null) return { by: 'PACKAGE', reason: owner.skipReason }
  return release.skipReason === null ? null : { by: 'RELEASE', reason: release.skipReason }
}

/** How many releases of the package are newer, counted no further than the policy needs to know. */
function newerReleases(newest: number | null) {
  if (newest === null) return sql`0`.mapWith(Number)
  return sql`(select count(*) from (
    select 1 from releases newer where newer.package_id = ${releases.packageId}
      and newer.sort_key > ${releases.sortKey} and newer.gone is null limit ${newest}) as counted)`.mapWith(Number)
}

async function loadBuilds(db: Db | Tx, ids: readonly ReleaseId[]): Promise<(LadderBuild & { release: ReleaseId })[]> {
  return db
    .select({
      id: builds.id,
      release: builds.releaseId,
      target: builds.targetId,
      verdict: builds.verdict,
      failureKind: builds.failureKind,
      work: builds.work,
      climbing: builds.climbing,
      endsClimb: builds.endsClimb,
    })
    .from(builds)
    .where(inArray(builds.releaseId, [...ids]))
}

/** Pairs of release and target that the release's requires-python rules out. */
async function loadRefusals(db: Db | Tx, ids: readonly ReleaseId[]): Promise<Pair[]> {
  return db
    .select({ release: releases.id, target: requiresPythonTargets.targetId })
    .from(releases)
    .innerJoin(requiresPythonTargets, eq(requiresPythonTargets.requiresPythonId, releases.requiresPythonId))
    .where(sql`${inArray(releases.id, [...ids])} and not ${requiresPythonTargets.admits}`)
}

/** Of several, the one that was published last: a rebuild has the higher build tag, which pip prefers. */
const newestWheel = sql<string>`(array_agg(${wheels.filename} order by ${wheels.id} desc))[1]`

/** A published wheel that a rung's own build made and that fits it, whatever Python its METADATA asks for. */
async function loadOwnWheels(db: Db | Tx, ids: readonly ReleaseId[]): Promise<Found[]> {
  return db
    .select({
      release: wheels.releaseId,
      target: tagSetTargets.targetId,
      filename: newestWheel,
    })
    .from(wheels)
    .innerJoin(tagSetTargets, sql`${tagSetTargets.tagSetId} = ${wheels.tagSetId} and ${tagSetTargets.fits}`)
    .where(
      sql`${inArray(wheels.releaseId, [...ids])} and ${wheels.withdrawnAt} is null
        and ${wheels.targetId} = ${tagSetTargets.targetId}`,
    )
    .groupBy(wheels.releaseId, tagSetTargets.targetId)
}

/** A published wheel of ours from another rung that fits and whose METADATA admits the target's Python. */
async function loadCoveringWheels(db: Db | Tx, ids: readonly ReleaseId[]): Promise<Found[]> {
  return db
    .select({
      release: wheels.releaseId,
      target: tagSetTargets.targetId,
      filename: newestWheel,
    })
    .from(wheels)
    .innerJoin(tagSetTargets, sql`${tagSetTargets.tagSetId} = ${wheels.tagSetId} and ${tagSetTargets.fits}`)
    .leftJoin(
      requiresPythonTargets,
      sql`${requiresPythonTargets.requiresPythonId} = ${wheels.requiresPythonId}
        and ${requiresPythonTargets.targetId} = ${tagSetTargets.targetId}`,
    )
    .where(
      sql`${inArray(wheels.releaseId, [...ids])} and ${wheels.withdrawnAt} is null
        and ${wheels.targetId} <> ${tagSetTargets.targetId} and coalesce(${requiresPythonTargets.admits}, true)`,
    )
    .groupBy(wheels.releaseId, tagSetTargets.targetId)
}

/**
 * A wheel on PyPI that fits and admits. A file that is yanked while its release is not is passed over by pip, so it covers
 * nothing; of a release that is yanked as a whole the wheels stand for it as before.
 */
async function loadUpstreamWheels(db: Db | Tx, ids: readonly ReleaseId[]): Promise<Found[]> {
  return db
    .select({ release: files.releaseId, target: tagSetTargets.targetId, filename: sql<string>`min(${files.filename})` })
    .from(files)
    .innerJoin(releases, eq(releases.id, files.releaseId))
    .innerJoin(tagSetTargets, sql`${tagSetTargets.tagSetId} = ${files.tagSetId} and ${tagSetTargets.fits}`)
    .leftJoin(
      requiresPythonTargets,
      sql`${requiresPythonTargets.requiresPythonId} = ${files.requiresPythonId}
        and ${requiresPythonTargets.targetId} = ${tagSetTargets.targetId}`,
    )
    .where(
      sql`${inArray(files.releaseId, [...ids])} and ${files.kind} = 'wheel' and ${files.removedAt} is null
        and (not ${files.yanked} or ${releases.yanked}) and coalesce(${requiresPythonTargets.admits}, true)`,
    )
    .groupBy(files.releaseId, tagSetTargets.targetId)
}

interface Pair {
  release: ReleaseId
  target: TargetId
}
type Found = Pair & { filename: string }

const pairKey = ({ release, target }: Pair): string => `${release} ${target}`

const byPair = (found: readonly Found[]): Map<string, string> =>
  new Map(found.map((row) => [pairKey(row), row.filename]))

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
