import type postgres from 'postgres'
import { tagSetText } from '../../src/ladder/tags.ts'
import { internRequiresPythons, internTagSets } from '../../src/store/compatibility.ts'
import type { Database } from '../../src/store/database.ts'
import type { Bench } from '../bench.ts'

/** As PyPI has it: 8.2 million releases of 886,000 packages. */
const RELEASES_PER_PACKAGE = 9
/** Loaded by one statement. */
const CHUNK = 200_000

const PURE = tagSetText(['py3-none-any'])
/** A wheel that no target of the bench accepts. */
const FOREIGN = tagSetText(['cp311-cp311-win_amd64'])
const REQUIRES = ['>=3.7', '>=3.8', '>=3.10', '<3.10', '>=2.7, !=3.0.*']

/**
 * Fills the tables with made-up releases: each has an sdist; six of ten a pure wheel on PyPI too, one of ten a wheel for another
 * platform; half say which Pythons they want, one of eight is a pre-release. Foreign keys are not checked meanwhile.
 */
export async function loadReleases(bench: Bench, database: Database, sql: postgres.Sql, count: number): Promise<void> {
  const { pure, foreign, requires } = await database.db.transaction(async (tx) => {
    const requires = await internRequiresPythons(tx, REQUIRES)
    const sets = await internTagSets(tx, [PURE, FOREIGN])
    return { pure: sets.get(PURE) ?? 0, foreign: sets.get(FOREIGN) ?? 0, requires: [...requires.values()] }
  })
  for (let from = 0; from < count && !bench.signal.aborted; from += CHUNK) {
    const until = Math.min(from + CHUNK, count)
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`set local synchronous_commit = off`
      await loadPackages(tx, from, until)
      await loadRows(tx, from, until, requires)
      await loadFiles(tx, from, until, { pure, foreign })
    })
    bench.say(`${until.toLocaleString('en')} of ${count.toLocaleString('en')} releases`)
  }
  bench.say('statistics')
  await sql`vacuum analyze packages, releases, files`
}

/** Release n, from 0, is of package `floor(n / 9) + 1` and has the id n + 1. */
async function loadPackages(tx: postgres.TransactionSql, from: number, until: number): Promise<void> {
  const first = Math.ceil(from / RELEASES_PER_PACKAGE)
  const last = Math.ceil(until / RELEASES_PER_PACKAGE) - 1
  await tx`
    insert into packages (id, name, display_name) overriding system value
    select n + 1, 'package-' || n, 'package-' || n from generate_series(${first}::int, ${last}::int) n`
}

async function loadRows(
  tx: postgres.TransactionSql,
  from: number,
  until: number,
  requires: readonly number[],
): Promise<void> {
  const texts = `{${requires.join(',')}}`
  await tx`
    insert into releases (id, package_id, version, version_key, sort_key, is_prerelease, requires_python_id, uploaded_at,
      first_seen_at, has_sdist) overriding system value
    select n + 1, n / ${RELEASES_PER_PACKAGE} + 1, v || '.0', v::text, lpad(v::text, 4, '0'), n % 8 = 0,
      case when n % 2 = 0 then (${texts}::bigint[])[n / 2 % ${requires.length} + 1] end,
      now() - make_interval(hours => 1000 + n % 100000), now() - interval '1 hour', true
    from generate_series(${from}::int, ${until - 1}::int) n, lateral (select n % ${RELEASES_PER_PACKAGE} + 1 as v)`
}

async function loadFiles(
  tx: postgres.TransactionSql,
  from: number,
  until: number,
  sets: { pure: number; foreign: number },
): Promise<void> {
  const hash = '0'.repeat(64)
  await tx`
    insert into files (release_id, filename, kind, url, sha256, size, tag_set_id)
    select n + 1, 'package_' || lpad(n::text, 8, '0') || ending, kind::file_kind, 'http://127.0.0.1:1/' || n, ${hash}, 1000, tag_set
    from generate_series(${from}::int, ${until - 1}::int) n, lateral (values
      ('.tar.gz', 'sdist', null::bigint, true),
      ('.pure.whl', 'wheel', ${sets.pure}::bigint, n % 10 < 6),
      ('.foreign.whl', 'wheel', ${sets.foreign}::bigint, n % 10 = 6)) as f (ending, kind, tag_set, present)
    where present`
}
