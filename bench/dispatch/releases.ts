import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import type { TargetId } from '../../schema/ids.ts'
import { planReleases } from '../../src/jobs/plan.ts'
import { openTarget } from '../../src/jobs/targets.ts'
import type { Database } from '../../src/store/database.ts'
import { setFollows } from '../../src/store/follows.ts'
import { addFile, addPackage, addRelease } from '../../test/support/rows.ts'

/** Releases of a year ago, each of a package of its own and with an sdist alone: all of them are to be built, in lane `backlog`. */
export async function loadBacklog(
  database: Database,
  sql: postgres.Sql,
  target: TargetId,
  count: number,
): Promise<void> {
  await sql`
    with owners as (
      insert into packages (name, display_name)
      select 'backlog-' || n, 'backlog-' || n from generate_series(1, ${count}::int) n returning id, name
    ), made as (
      insert into releases (package_id, version, version_key, sort_key, is_prerelease, uploaded_at, has_sdist)
      select id, '1.0', '1', '1', false, now() - interval '1 year', true from owners returning id, package_id
    )
    insert into files (release_id, filename, kind, url, sha256, size, uploaded_at)
    select made.id, replace(name, '-', '_') || '-1.0.tar.gz', 'sdist', 'http://127.0.0.1:1/' || name || '.tar.gz',
      encode(sha256(name::bytea), 'hex'), 1000, now() - interval '1 year'
    from made join owners on owners.id = made.package_id`
  await database.db.transaction((tx) => setFollows(tx, 'all'))
  for (const table of ['packages', 'releases', 'files']) await sql`analyze ${sql(table)}`
  await sql`update targets set opened_through = 0`
  await openTarget({ database }, target)
  await sql`analyze builds`
}

/** Adds releases one by one, as sync does when PyPI tells of them, until it is time. @returns how many */
export async function trickle({ db }: Database, perSecond: number, isTime: () => boolean): Promise<number> {
  let added = 0
  for (const begun = Date.now(); !isTime(); ) {
    await db.transaction(async (tx) => {
      const owner = await addPackage(tx)
      const release = await addRelease(tx, { package: owner })
      await addFile(tx, { release, filename: `${owner.name.replaceAll('-', '_')}-1.0.tar.gz` })
      await planReleases(tx, [release.id], 'a new release')
    })
    added += 1
    const dueMs = begun + (added / perSecond) * 1_000 - Date.now()
    await sleep(Math.max(0, dueMs))
  }
  return added
}

/**
 * Delays from the row of a release that came by `trickle` to its first start, in milliseconds, by the clock of Postgres.
 * @param since of the rows to look at
 */
export async function delaysSince(sql: postgres.Sql, since: Date): Promise<{ delays: number[]; unstarted: number }> {
  const rows = await sql<{ ms: number | null }[]>`
    select extract(epoch from a.started_at - r.first_seen_at)::float8 * 1000 as ms
    from releases r left join builds b on b.release_id = r.id left join attempts a on a.build_id = b.id and a.try = 1
    where r.first_seen_at >= ${since} and r.uploaded_at > now() - interval '1 day'`
  const delays = rows.flatMap(({ ms }) => ms ?? [])
  return { delays, unstarted: rows.length - delays.length }
}
