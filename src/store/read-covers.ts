import { sql } from 'drizzle-orm'
import type { BuildId } from '../../schema/ids.ts'
import type { Reader } from './page.ts'
import { policiesOf } from './policies.ts'

export interface Cover {
  build: BuildId
  since: Date
}

/**
 * Since when pip finds a wheel from elsewhere on the target of each build: one of ours from another target, or PyPI's. By the same
 * rules as `loadReleases`, by the package's policy; a build that nothing makes up for is missing.
 */
export async function readCovers(db: Reader, ids: readonly BuildId[]): Promise<Cover[]> {
  const upstream = sql`
    union all
    select coalesce(u.uploaded_at, r.uploaded_at, r.first_seen_at) from files u
    join tag_set_targets f on f.tag_set_id = u.tag_set_id and f.target_id = b.target_id and f.fits
    where u.release_id = b.release_id and u.kind = 'wheel' and u.removed_at is null and (not u.yanked or r.yanked)
      and (select "upstreamWheels" from ${policiesOf(sql`p.id`)} as policy) = 'accept'
      and ${admitted(sql`u.requires_python_id`)}`
  const rows = await db.execute<{ build: string; since: string }>(sql`
    select b.id as build, floor(extract(epoch from cover.since) * 1000) as since
    from builds b join releases r on r.id = b.release_id join packages p on p.id = r.package_id
    cross join lateral (select min(at) as since from (
      select w.published_at as at from wheels w
      join tag_set_targets f on f.tag_set_id = w.tag_set_id and f.target_id = b.target_id and f.fits
      where w.release_id = b.release_id and w.withdrawn_at is null and w.target_id <> b.target_id
        and ${admitted(sql`w.requires_python_id`)}
      ${upstream}) as covers) as cover
    where b.id = any(${sql.param([...ids])}::bigint[]) and cover.since is not null
      and r.gone is null and p.removed_at is null and p.status <> 'quarantined'`)
  // The column holds ids of builds alone.
  return rows.map(({ build, since }) => ({ build: Number(build) as BuildId, since: new Date(Number(since)) }))
}

const admitted = (text: ReturnType<typeof sql>) => sql`not exists (
  select 1 from requires_python_targets a
  where a.requires_python_id = ${text} and a.target_id = b.target_id and not a.admits)`
