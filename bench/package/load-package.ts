import type postgres from 'postgres'
import type { PackageId, TargetId } from '../../schema/ids.ts'
import { internTagSets } from '../../src/store/compatibility.ts'
import type { Database } from '../../src/store/database.ts'
import { addBuilderRow } from '../../test/support/rows.ts'

/**
 * A package whose releases stand in every way there is: of ten, three were built on the first target by a pure wheel that covers
 * the others, two have a wheel on PyPI, two failed everywhere, one is being built, two wait.
 */
export async function loadPackage(
  { db }: Database,
  sql: postgres.Sql,
  name: string,
  count: number,
  targets: readonly TargetId[],
): Promise<void> {
  const sets = await db.transaction((tx) => internTagSets(tx, ['py3-none-any']))
  const pure = sets.get('py3-none-any') ?? 0
  const builder = await addBuilderRow(db)
  const [owner] = await sql<{ id: PackageId }[]>`
    insert into packages (name, display_name) values (${name}, ${name}) returning id::int as id`
  if (owner === undefined) throw new Error('the package was not written')
  const hash = '0'.repeat(64)
  const [first = 0] = targets
  await sql.begin(async (tx) => {
    await tx`
      insert into releases (package_id, version, version_key, sort_key, is_prerelease, uploaded_at, has_sdist, climb_lane)
      select ${owner.id}, n || '.0', n::text, lpad(n::text, 5, '0'), false, now() - make_interval(days => n), true, 'backlog'
      from generate_series(1, ${count}::int) n`
    await tx`
      insert into files (release_id, filename, kind, url, sha256, size, tag_set_id)
      select r.id, ${name} || '-' || r.version || ending, kind::file_kind, 'http://127.0.0.1:1/f', ${hash}, 1000, tag_set
      from releases r, lateral (values
        ('.tar.gz', 'sdist', null::bigint, true),
        ('-py3-none-any.whl', 'wheel', ${pure}::bigint, version_key::int % 10 in (3, 4))) as f (ending, kind, tag_set, present)
      where r.package_id = ${owner.id} and present`
    await tx`
      insert into builds (release_id, target_id, verdict, failure_kind, failure_line, work, climbing, lane, lane_order, tries)
      select r.id, t.id,
        (case when k < 3 then 'BUILT' when k < 7 then 'FAILED' end)::verdict,
        (case when k between 5 and 6 then 'COMPILER' end)::failure_kind,
        case when k between 5 and 6 then 'error: it does not compile' end,
        (case when k = 7 then 'BUILDING' when k > 7 then 'WAITING' end)::work_state,
        k >= 7, 'backlog', 0, case when k < 8 then 1 else 0 end
      from releases r, lateral (select version_key::int % 10 as k) as kind, unnest(${`{${targets.join(',')}}`}::bigint[]) as t (id)
      where r.package_id = ${owner.id} and (k in (5, 6) or (t.id = ${first} and k not in (3, 4)))`
    await tx`
      insert into attempts (build_id, try, builder_id, state, failure_kind, failure_line, start_key, sdist_filename, sdist_sha256, closed_at)
      select b.id, 1, ${builder.id}, coalesce(b.verdict::text, 'STARTED')::attempt_state, b.failure_kind, b.failure_line,
        ${'k'.repeat(16)}, 'f.tar.gz', ${hash}, case when b.verdict is not null then now() end
      from builds b join releases r on r.id = b.release_id where r.package_id = ${owner.id} and b.tries = 1`
    await tx`
      insert into wheels (release_id, build_id, attempt_id, target_id, filename, built_name, sha256, size, tag_set_id, metadata_sha256,
        requires_dist, libraries)
      select r.id, b.id, a.id, b.target_id, f.name, f.name, ${hash}, 2000, ${pure}, ${hash}, '{}', '{}'
      from builds b join releases r on r.id = b.release_id join attempts a on a.build_id = b.id,
        lateral (select ${name} || '-' || r.version || '-1-py3-none-any.whl' as name) as f
      where r.package_id = ${owner.id} and b.verdict = 'BUILT'`
  })
}
