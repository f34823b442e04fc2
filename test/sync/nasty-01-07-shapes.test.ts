import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { oddVersions } from '../upstream/scenarios/shapes.ts'
import { type NastyWorld, openNastyWorld } from './nasty-world.ts'
import { openSyncWorld } from './sync-world.ts'
import { storedProject } from './visible-state.ts'

/** Of the old objects of a process that stores the largest page, in MB. */
const heapMb = 256

let world: NastyWorld
beforeEach(async () => {
  world = await openNastyWorld()
})
afterEach(() => world.close())

test('1 many: 32,500 files on one page are stored whole by a process whose heap has 256 MB', async () => {
  const alone = await openSyncWorld()
  let child: ChildProcess | null = null
  try {
    const script = fileURLToPath(new URL('./sync-process.ts', import.meta.url))
    const args = [`--max-old-space-size=${heapMb}`, '--import', 'tsx', script, alone.farm.url, alone.upstream.url]
    child = spawn(process.execPath, [...args, '/nowhere'], { stdio: ['ignore', 'pipe', 'inherit'] })
    await alone.settled()
    await alone.upstream.ctl.play('many', 10, alone.settled)

    const stored = await storedProject(alone.farm, 'many')
    expect([stored?.versions.length, stored?.files.length]).toEqual([2_500, 32_500])
    const writers = await alone.farm.database.sql`select distinct xmin::text from files`
    expect(writers).toHaveLength(1)
    expect(child.exitCode).toBeNull()
  } finally {
    if (child?.kill('SIGKILL')) await once(child, 'exit')
    await alone.close()
  }
})

test('2 legacy-versions: kept raw, without a key when they are none of today, and in a stable order', async () => {
  await world.play('legacy-versions')

  const stored = await storedProject(world.farm, 'legacy-versions')
  expect(stored?.versions.sort()).toEqual([...oddVersions].sort())
  const order = await world.farm.database.sql`select version, version_key from releases order by sort_key, version`
  const without = order.filter((row) => row.version_key === null).map((row) => row.version)
  expect(without.sort()).toEqual(['1.0 beta 2', '1.0/2', '1.0dev-r123', '2004d', '__proto__', 'constructor', 'final'])
  expect(order.slice(0, without.length).every((row) => row.version_key === null)).toBe(true)
  expect(order.slice(without.length).map((row) => row.version)).toEqual([
    '0.0.0',
    'v0.1',
    '1.0',
    '1.0.0',
    '1.0-1',
    oddVersions.find((version) => version.length > 200),
    '99999999999999999999.1',
    '1!2.0',
  ])
  // The version of 250 characters is kept; a file name that no file system takes is not.
  expect(stored?.files).toHaveLength(oddVersions.length - 1)
  // A page that is fetched before the last upload has the file at another place.
  const faults = (await world.faults()).map((fault) => fault.replace(/\[\d+\]$/, ''))
  expect([...new Set(faults)]).toEqual(['PAGE_ENTRY /simple/legacy-versions/ files'])
})

test('3 old-types: the kind is read from the ending, and only sdists can be built', async () => {
  await world.play('old-types')

  const rows = await world.farm.database.sql`select filename, kind from files order by filename collate "C"`
  expect(rows.map(({ filename, kind }) => `${kind} ${filename}`)).toEqual([
    'other old-types-1.0',
    'other old-types-1.0-1.noarch.rpm',
    'other old-types-1.0.deb',
    'other old-types-1.0.dmg',
    'other old-types-1.0.tar.Z',
    'sdist old-types-1.0.tar.bz2',
    'sdist old-types-1.0.tar.gz',
    'sdist old-types-1.0.tgz',
    'other old-types-1.0.win32-py2.7.msi',
    'other old-types-1.0.win32.exe',
    'sdist old-types-1.0.zip',
    'other old_types-1.0-py2.7.egg',
  ])
  await world.same('old-types')
})

test('4 wheels-only: known, and nothing to build', async () => {
  await world.play('wheels-only')

  await world.same('wheels-only')
  expect(await world.farm.database.sql`select has_sdist from releases`).toEqual([{ has_sdist: false }])
  expect(await world.farm.database.sql`select 1 from builds`).toEqual([])
})

test('5 two-sdists: one build, and both files known', async () => {
  await world.play('two-sdists')

  expect((await world.same('two-sdists'))?.files.map(({ filename }) => filename)).toEqual([
    'two-sdists-1.0.tar.gz',
    'two-sdists-1.0.zip',
  ])
  expect(await world.farm.database.sql`select 1 from builds`).toHaveLength(1)
})

test('6 no-files: an empty page is a project; a release without files is none to a mirror', async () => {
  await world.play('no-files')

  expect(await world.same('no-releases')).toMatchObject({ versions: [], files: [] })
  expect(await world.same('no-files')).toMatchObject({ versions: [], files: [] })
  expect(await world.faults()).toEqual([])
})

test('7 dash-names: each file belongs to the project and version that it is of', async () => {
  await world.play('dash-names')

  for (const name of ['dash-a-b', 'dash-foo-2']) await world.same(name)
  const rows = await world.farm.database.sql`
    select f.filename, r.version from files f join releases r on r.id = f.release_id`
  expect(rows.map(({ filename, version }) => `${filename} ${version}`).sort()).toEqual([
    'dash-a-b-1.0.tar.gz 1.0',
    'dash-foo-2-3.tar.gz 3',
    'dash.A.B-2.0.zip 2.0',
    'dash_a_b-1.0-1.tar.gz 1.0-1',
  ])
})
