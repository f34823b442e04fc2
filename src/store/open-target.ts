import { eq, sql } from 'drizzle-orm'
import type { ReleaseId, TargetId } from '../../schema/ids.ts'
import { targets } from '../../schema/tables/targets.ts'
import { limitFailures } from '../ladder/words.ts'
import { advisoryLocks } from './advisory-locks.ts'
import type { Tx } from './database.ts'
import { beforeStart } from './follows.ts'
import { policiesOf } from './policies.ts'
import { loadLadder } from './release-facts.ts'

/**
 * Opens a new target over the next `limit` releases, in SQL alone: where the ladder's pure functions say that it needs a wheel
 * and nothing else of the release climbs, a build is made, in lane `backlog`. A test holds the two equal.
 * @returns whether releases are left
 */
export async function openTargetStep(tx: Tx, target: TargetId, limit: number): Promise<boolean> {
  // Not the target's row: reports write it while they hold releases.
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.openTarget}, ${target})`)
  const [row] = await tx.select().from(targets).where(eq(targets.id, target))
  if (row === undefined || row.openedThrough === null) return false
  const locked = await tx.execute<{ id: string }>(sql`
    select id from releases where id > ${row.openedThrough} order by id limit ${limit} for no key update`)
  const last = locked.at(-1)
  if (last !== undefined) await openBetween(tx, target, row.openedThrough, Number(last.id))
  const more = locked.length === limit
  // The id is a release's own, read a moment ago.
  const openedThrough = more && last !== undefined ? (Number(last.id) as ReleaseId) : null
  await tx.update(targets).set({ openedThrough }).where(eq(targets.id, target))
  return more
}

async function openBetween(tx: Tx, target: TargetId, after: number, last: number): Promise<void> {
  const climbed = await climbEnded(tx, target)
  await tx.execute(sql`
    with opened as (
      insert into builds (release_id, target_id, work, climbing, lane, lane_order)
      select r.id, ${target}, 'WAITING', true, 'backlog', coalesce(-floor(extract(epoch from r.uploaded_at))::bigint, 0)
      from releases r join packages p on p.id = r.package_id join targets t on t.id = ${target}
        cross join lateral ${policiesOf(sql`p.id`)} as policy
      where r.id > ${after} and r.id <= ${last}
        and t.frozen_at is null
        and p.removed_at is null and p.status <> 'quarantined' and r.gone is null
        and p.skipped_at is null and r.skipped_at is null
        and r.has_sdist and ${policiesAllow}
        and not exists (select 1 from builds b where b.release_id = r.id and (b.target_id = t.id or b.climbing))
        and ${admittedBy(sql`r.requires_python_id`)}
        and not exists (
          select 1 from wheels w
          join tag_set_targets f on f.tag_set_id = w.tag_set_id and f.target_id = t.id and f.fits
          where w.release_id = r.id and w.withdrawn_at is null and ${admittedBy(sql`w.requires_python_id`)})
        and not (${coveredUpstream})
        and not (${climbed})
      returning id, release_id
    ), in_lane as (
      update releases set climb_lane = 'backlog' where id in (select release_id from opened)
    )
    insert into build_events (build_id, actor, change, reason) select id, 'farm', 'OPENED', 'a new target' from opened`)
}

const policiesAllow = sql`(not r.yanked or policy.yanked = 'build')
        and (not r.is_prerelease or policy.prereleases = 'build')
        and not ${beforeStart(sql`p`, sql`r`)}
        and (policy.newest is null or (select count(*) from (select 1 from releases n where n.package_id = r.package_id
          and n.sort_key > r.sort_key and n.gone is null limit policy.newest) as newer) < policy.newest)`

const admittedBy = (text: ReturnType<typeof sql>) => sql`not exists (
  select 1 from requires_python_targets a where a.requires_python_id = ${text} and a.target_id = t.id and not a.admits)`

/** A file that is yanked by itself covers nothing; see `loadReleases`. */
const coveredUpstream = sql`(policy."upstreamWheels" = 'accept' and exists (
    select 1 from files u join tag_set_targets f on f.tag_set_id = u.tag_set_id and f.target_id = t.id and f.fits
    where u.release_id = r.id and u.kind = 'wheel' and u.removed_at is null and (not u.yanked or r.yanked)
      and ${admittedBy(sql`u.requires_python_id`)}))`

/** A failure below that ended the climb: one that is wrong everywhere, or two limits in a row on the same platform. */
async function climbEnded(tx: Tx, target: TargetId) {
  const ladder = await loadLadder(tx)
  const lower = ladder.slice(
    0,
    ladder.findIndex(({ id }) => id === target),
  )
  const platform = ladder[lower.length]?.platform
  const same = lower.filter((rung) => rung.platform === platform).map(({ id }) => id)
  const everywhere = sql`exists (select 1 from builds e where e.release_id = r.id and e.ends_climb
    and e.target_id = any(${arrayOf(lower.map(({ id }) => id))}))`
  const limits = sql`exists (
    select 1 from (
      select limited, lag(limited) over (order by place) as below from (
        select e.verdict = 'FAILED' and e.failure_kind::text = any(${textArray(limitFailures)}) as limited, l.place
        from builds e join unnest(${arrayOf(same)}) with ordinality as l (target_id, place) on l.target_id = e.target_id
        where e.release_id = r.id and e.verdict in ('BUILT', 'FAILED', 'EXCLUDED')) as tried) as pairs
    where limited and below)`
  return sql`${everywhere} or ${limits}`
}

/** Arrays travel as text: postgres.js would guess their type from the first element, and there may be none. */
const arrayOf = (ids: readonly number[]) => sql`${`{${ids.join(',')}}`}::bigint[]`
const textArray = (words: readonly string[]) => sql`${`{${words.join(',')}}`}::text[]`
