import { afterEach, beforeEach, expect, test } from 'vitest'
import { changePolicy } from '../../src/jobs/policies.ts'
import { setFollows } from '../../src/store/follows.ts'
import { addPackages } from '../../src/sync/add-package.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject } from './visible-state.ts'

let world: SyncWorld
beforeEach(async () => {
  world = await openSyncWorld()
})
afterEach(() => world.close())

const same = async (name: string) => {
  const stored = await storedProject(world.farm, name)
  expect(stored).toEqual(await upstreamProject(world.upstream.url, name))
  return stored
}

const files = (...names: string[]) => names.map((filename) => ({ filename }))

test('since now: what happens after the start is followed, what was there before is left alone', async () => {
  await world.upstream.ctl.addRelease({ name: 'older', version: '1.0' })
  world.start()
  await world.settled()

  await world.upstream.ctl.addRelease({
    name: 'Demo.Pkg',
    version: '1.0',
    files: files('demo_pkg-1.0.tar.gz', 'demo_pkg-1.0-py3-none-any.whl'),
    requiresPython: '>=3.9',
    summary: 'A demonstration',
  })
  await world.settled()

  const { sql } = world.farm.database
  const demo = await same('demo-pkg')
  expect(demo?.files.map((file) => file.filename)).toEqual(['demo_pkg-1.0-py3-none-any.whl', 'demo_pkg-1.0.tar.gz'])
  expect(await sql`select name, display_name, summary, from_start from packages`).toEqual([
    { name: 'demo-pkg', display_name: 'Demo.Pkg', summary: 'A demonstration', from_start: false },
  ])
  expect(
    await sql`select r.version, r.version_key, r.has_sdist, r.is_prerelease, r.yanked, p.text as python
      from releases r left join requires_pythons p on p.id = r.requires_python_id`,
  ).toEqual([
    { version: '1.0', version_key: '1', has_sdist: true, is_prerelease: false, yanked: false, python: '>=3.9' },
  ])
  expect(await sql`select f.kind, t.tags from files f left join tag_sets t on t.id = f.tag_set_id order by 1`).toEqual([
    { kind: 'sdist', tags: null },
    { kind: 'wheel', tags: 'py3-none-any' },
  ])
  expect(await sql`select code from upstream_faults`).toEqual([])
})

test('a new release with an sdist is planned in the transaction that stores it', async () => {
  world.start()
  await world.settled()

  await world.upstream.ctl.addRelease({ name: 'demo', version: '1.0', files: files('demo-1.0.tar.gz') })
  await world.settled()

  expect(
    await world.farm.database.sql`select r.version, b.work, b.climbing, b.lane
      from builds b join releases r on r.id = b.release_id`,
  ).toEqual([{ version: '1.0', work: 'WAITING', climbing: true, lane: 'fresh' }])
})

test('since all: every project there is, those with no files among them, and what comes later', async () => {
  await world.upstream.ctl.addRelease({ name: 'One', version: '1.0' })
  await world.upstream.ctl.addRelease({ name: 'two', version: '2.0' })
  await world.upstream.ctl.run({ kind: 'project', name: 'Empty_One' })
  await world.farm.database.db.transaction((tx) => setFollows(tx, 'all'))
  world.start()
  await world.settled()

  await world.upstream.ctl.addRelease({ name: 'three', version: '3.0' })
  await world.settled()

  for (const name of ['one', 'two', 'empty-one', 'three']) await same(name)
  expect(await world.farm.database.sql`select name, display_name from packages order by name`).toEqual([
    { name: 'empty-one', display_name: 'Empty_One' },
    { name: 'one', display_name: 'One' },
    { name: 'three', display_name: 'three' },
    { name: 'two', display_name: 'two' },
  ])
})

test('a package that a person adds is fetched at once and built from its first release on', async () => {
  await world.upstream.ctl.addRelease({ name: 'older', version: '1.0' })
  world.start()
  await world.settled()

  await addPackages(world.farm, ['Older'], 'ann')
  await world.settled()

  await same('older')
  expect(await world.farm.database.sql`select name, from_start from packages`).toEqual([
    { name: 'older', from_start: true },
  ])
  expect(await world.farm.database.sql`select actor, action, subject from audit_events`).toEqual([
    { actor: 'ann', action: 'package.add', subject: 'package:older' },
  ])
})

test('a package that upstream does not have is noted as gone; a name that is none is refused', async () => {
  world.start()
  await world.settled()

  await addPackages(world.farm, ['no-such-thing'], 'ann')
  await world.settled()

  expect(await storedProject(world.farm, 'no-such-thing')).toBeNull()
  expect(await world.farm.database.sql`select removed_at is not null as gone from packages`).toEqual([{ gone: true }])
  await expect(addPackages(world.farm, ['not a name'], 'ann')).rejects.toMatchObject({ code: 'PACKAGE_NAME' })
})

test('yank and un-yank, with and without a reason', async () => {
  world.start()
  await world.settled()
  await world.upstream.ctl.addRelease({ name: 'demo', version: '1.0', files: files('demo-1.0.tar.gz') })
  await world.settled()
  const release = async () =>
    (await world.farm.database.sql`select yanked, yanked_reason from releases`).map((row) => ({ ...row }))
  const builds = async () =>
    (await world.farm.database.sql`select verdict, work from builds`).map((row) => ({ ...row }))

  await world.upstream.ctl.yank('demo', '1.0', 'broken <b>"é"</b>')
  await world.settled()
  await same('demo')
  expect(await release()).toEqual([{ yanked: true, yanked_reason: 'broken <b>"é"</b>' }])
  expect(await builds()).toEqual([{ verdict: 'CLOSED', work: null }])

  await world.upstream.ctl.yank('demo', '1.0')
  await world.settled()
  expect(await release()).toEqual([{ yanked: true, yanked_reason: null }])

  await world.upstream.ctl.unyank('demo', '1.0')
  await world.settled()
  await same('demo')
  expect(await release()).toEqual([{ yanked: false, yanked_reason: null }])
  expect(await builds()).toEqual([{ verdict: null, work: 'WAITING' }])
})

test('a file, a release and a project are removed, and the project is made anew', async () => {
  world.start()
  await world.settled()
  const { ctl } = world.upstream
  await ctl.addRelease({ name: 'demo', version: '1.0', files: files('demo-1.0.tar.gz', 'demo-1.0-py3-none-any.whl') })
  await ctl.addRelease({ name: 'demo', version: '2.0', files: files('demo-2.0.tar.gz') })
  await world.settled()

  await ctl.removeFile('demo-1.0.tar.gz')
  await world.settled()
  await same('demo')
  expect(await world.farm.database.sql`select version, has_sdist, gone from releases order by version`).toEqual([
    { version: '1.0', has_sdist: false, gone: null },
    { version: '2.0', has_sdist: true, gone: null },
  ])

  await ctl.removeRelease('demo', '2.0')
  await world.settled()
  await same('demo')
  expect(await world.farm.database.sql`select gone from releases where version = '2.0'`).toEqual([{ gone: 'REMOVED' }])

  await ctl.removeProject('demo')
  await world.settled()
  expect(await same('demo')).toBeNull()
  expect(await world.farm.database.sql`select distinct gone from releases`).toEqual([{ gone: 'REMOVED' }])

  await ctl.addRelease({ name: 'DEMO', version: '3.0', files: files('demo-3.0.tar.gz') })
  await world.settled()
  await same('demo')
  expect(await world.farm.database.sql`select display_name, removed_at from packages`).toEqual([
    { display_name: 'DEMO', removed_at: null },
  ])
  expect(await world.farm.database.sql`select version, gone from releases order by version`).toEqual([
    { version: '1.0', gone: 'REMOVED' },
    { version: '2.0', gone: 'REMOVED' },
    { version: '3.0', gone: null },
  ])
})

test('quarantine hides a project or a release; clearing brings back the very same files', async () => {
  world.start()
  await world.settled()
  const { ctl } = world.upstream
  await ctl.addRelease({ name: 'demo', version: '1.0', files: files('demo-1.0.tar.gz') })
  await ctl.addRelease({ name: 'demo', version: '2.0', files: files('demo-2.0.tar.gz') })
  await world.settled()
  const before = await same('demo')
  const gone = async () =>
    (await world.farm.database.sql`select gone from releases order by version`).map((row) => row.gone)

  await ctl.quarantine('demo')
  await world.settled()
  await same('demo')
  expect(await gone()).toEqual(['QUARANTINED', 'QUARANTINED'])

  await ctl.clearQuarantine('demo')
  await world.settled()
  expect(await same('demo')).toEqual(before)

  await ctl.quarantine('demo', '1.0')
  await world.settled()
  await same('demo')
  expect(await gone()).toEqual(['QUARANTINED', null])

  await ctl.clearQuarantine('demo', '1.0')
  await world.settled()
  expect(await same('demo')).toEqual(before)
})

test('of the newest release alone: one that comes closes the one before, one that goes opens it again', async () => {
  world.start()
  await world.settled()
  const { ctl } = world.upstream
  await ctl.addRelease({ name: 'demo', version: '1.0', files: files('demo-1.0.tar.gz') })
  await world.settled()
  await changePolicy(world.farm, 'demo', { newest: 1 }, { actor: 'ann', reason: 'only the newest is used' })
  const works = async () =>
    (
      await world.farm.database.sql`select r.version, b.work from builds b join releases r on r.id = b.release_id
      order by 1`
    ).map(({ version, work }) => `${version} ${work}`)

  await ctl.addRelease({ name: 'demo', version: '2.0', files: files('demo-2.0.tar.gz') })
  await world.settled()
  expect(await works()).toEqual(['1.0 null', '2.0 WAITING'])

  await ctl.removeRelease('demo', '2.0')
  await world.settled()
  expect(await works()).toEqual(['1.0 WAITING', '2.0 null'])
})

test('a project is shown as it spells itself, however that changes', async () => {
  world.start()
  await world.settled()

  await world.upstream.ctl.addRelease({ name: 'foo_bar', version: '1.0', files: files('foo_bar-1.0.tar.gz') })
  await world.settled()
  await world.upstream.ctl.addRelease({ name: 'Foo.Bar', version: '1.1', files: files('foo_bar-1.1.tar.gz') })
  await world.settled()

  await same('foo-bar')
  expect(await world.farm.database.sql`select name, display_name from packages`).toEqual([
    { name: 'foo-bar', display_name: 'Foo.Bar' },
  ])
})
