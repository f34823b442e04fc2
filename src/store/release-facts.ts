import { eq, sql } from 'drizzle-orm'
import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { packages, releases } from '../../schema/tables/packages.ts'
import { targets } from '../../schema/tables/targets.ts'
import type { Policies } from '../ladder/policies.ts'
import type { BuildFacts, ReleaseFacts, Rung } from '../ladder/status.ts'
import { compareTargets } from '../ladder/target-order.ts'
import type { Lane } from '../ladder/words.ts'
import type { Db, Tx } from './database.ts'
import { beforeStart } from './follows.ts'
import { policiesOf } from './policies.ts'

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
  policies: Policies
  uploadedAt: Date | null
  firstSeenAt: Date
  climbLane: Lane | null
}

/**
 * Loads what the ladder needs of many releases with two queries, whatever their number. Give a few hundred at a time.
 * A release that does not exist is left out.
 */
export async function loadReleases(db: Db | Tx, ids: readonly ReleaseId[]): Promise<LoadedRelease[]> {
  if (ids.length === 0) return []
  const [ladder, rows] = await Promise.all([loadLadder(db), loadRows(db, ids)])
  return rows.map(
    ({ release, package: owner, newer, old, policies, builds: built, refused, own, covering, upstream }) => ({
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
        beforeStart: old,
        newerReleases: newer,
      },
      builds: built,
      policies,
      rungs: ladder.map(
        ({ id, platform, frozen }): Rung => ({
          target: id,
          platform,
          frozen,
          admitted: !refused.includes(id),
          ownWheel: own[id] ?? null,
          coveringWheel: covering[id] ?? null,
          upstreamWheel: upstream[id] ?? null,
          build: built.find((build) => build.target === id) ?? null,
        }),
      ),
    }),
  )
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

/** One row for each release. All that belongs to it comes as JSON, so that it costs one round trip. */
async function loadRows(db: Db | Tx, ids: readonly ReleaseId[]) {
  return db
    .select({
      release: releases,
      package: packages,
      newer: newerReleases,
      old: beforeStart(sql`${packages}`, sql`${releases}`).mapWith(Boolean),
      policies: policiesJson,
      builds: buildsJson,
      refused: refusedJson,
      own: ownWheelsJson,
      covering: coveringWheelsJson,
      upstream: upstreamWheelsJson,
    })
    .from(releases)
    .innerJoin(packages, eq(packages.id, releases.packageId))
    .where(sql`${releases.id} = any(${sql.param([...ids])}::bigint[])`)
    .orderBy(releases.id)
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

const policiesJson = sql<Policies>`(select to_json(policy) from ${policiesOf(sql`${packages.id}`)} as policy)`

/** How many releases of the package are newer, counted no further than its policy needs to know. */
const newerReleases = sql`(
  select case when policy.newest is null then 0 else (select count(*) from (
    select 1 from releases newer where newer.package_id = ${releases.packageId}
      and newer.sort_key > ${releases.sortKey} and newer.gone is null limit policy.newest) as counted) end
  from ${policiesOf(sql`${packages.id}`)} as policy)`.mapWith(Number)

const buildsJson = sql<LadderBuild[]>`(
  select coalesce(json_agg(json_build_object('id', b.id, 'target', b.target_id, 'verdict', b.verdict,
    'failureKind', b.failure_kind, 'work', b.work, 'climbing', b.climbing, 'endsClimb', b.ends_climb)), '[]')
  from builds b where b.release_id = ${releases.id})`

/** Targets that the release's requires-python rules out. */
const refusedJson = sql<TargetId[]>`(
  select coalesce(json_agg(t.target_id), '[]') from requires_python_targets t
  where t.requires_python_id = ${releases.requiresPythonId} and not t.admits)`

/** A file name for each target, by the target's id. */
type NameByTarget = Partial<Record<number, string>>

/**
 * A published wheel that a rung's own build made and that fits it, whatever Python its METADATA asks for. Of several, the one that was
 * published last: a rebuild has the higher build tag, which pip prefers.
 */
const ownWheelsJson = sql<NameByTarget>`(
  select coalesce(json_object_agg(w.target_id, w.filename order by w.id), '{}')
  from wheels w join tag_set_targets t on t.tag_set_id = w.tag_set_id and t.fits and t.target_id = w.target_id
  where w.release_id = ${releases.id} and w.withdrawn_at is null)`

/** A published wheel of ours from another rung that fits and whose METADATA admits the target's Python; the last one. */
const coveringWheelsJson = sql<NameByTarget>`(
  select coalesce(json_object_agg(t.target_id, w.filename order by w.id), '{}')
  from wheels w join tag_set_targets t on t.tag_set_id = w.tag_set_id and t.fits and t.target_id <> w.target_id
    left join requires_python_targets p on p.requires_python_id = w.requires_python_id and p.target_id = t.target_id
  where w.release_id = ${releases.id} and w.withdrawn_at is null and coalesce(p.admits, true))`

/**
 * A wheel on PyPI that fits and admits; of several, the first by name. A file that is yanked while its release is not is passed over by
 * pip, so it covers nothing; of a release that is yanked as a whole the wheels stand for it as before.
 */
const upstreamWheelsJson = sql<NameByTarget>`(
  select coalesce(json_object_agg(t.target_id, f.filename order by f.filename desc), '{}')
  from files f join tag_set_targets t on t.tag_set_id = f.tag_set_id and t.fits
    left join requires_python_targets p on p.requires_python_id = f.requires_python_id and p.target_id = t.target_id
  where f.release_id = ${releases.id} and f.kind = 'wheel' and f.removed_at is null
    and (not f.yanked or ${releases.yanked}) and coalesce(p.admits, true))`
