import { afterEach, beforeEach, expect, test } from 'vitest'
import { addPackages } from '../../src/sync/add-package.ts'
import { waitFor } from '../support/wait-for.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject } from './visible-state.ts'

let world: SyncWorld
beforeEach(async () => {
  world = await openSyncWorld()
})
afterEach(() => world.close())

const add = (name: string, version: string, ...filenames: string[]) =>
  world.upstream.ctl.addRelease({ name, version, files: filenames.map((filename) => ({ filename })) })
const same = async (name: string) => {
  const stored = await storedProject(world.farm, name)
  expect(stored).toEqual(await upstreamProject(world.upstream.url, name))
  return stored
}

test('a version with a slash is kept, one that is too long is told; so are the files that no version claims', async () => {
  world.start()
  await world.settled()
  await add('odd', '1.0/2', 'odd-1.0_2.tar.gz')
  await add('odd', '1'.repeat(251), 'odd-2.tar.gz')
  await add('odd', '3.0', 'odd-3.0.tar.gz')
  await world.settled()

  const stored = await storedProject(world.farm, 'odd')
  expect(stored?.versions).toEqual(['1.0/2', '3.0'])
  expect(stored?.files.map((file) => file.filename)).toEqual(['odd-3.0.tar.gz'])
  expect(await world.farm.database.sql`select distinct code from upstream_faults order by 1`).toEqual([
    { code: 'PAGE_FILENAME' },
    { code: 'PAGE_VERSION' },
  ])
})

test('names and file names of all times belong to the right project, version and kind', async () => {
  world.start()
  await world.settled()
  await add(
    'a-b',
    '1.0',
    'a-b-1.0.tar.gz',
    'a_b-1.0.zip',
    'A.B-1.0.tar.bz2',
    'a_b-1.0-py2.7.egg',
    'a-b-1.0.win32-py2.7.exe',
  )
  await add('a-b', '1.0-1', 'a_b-1.0-1.tar.gz', 'a-b-1.0-1.noarch.rpm')
  await add(
    'foo-2',
    '3',
    'foo-2-3.tar.gz',
    'foo_2-3-py3-none-any.whl',
    'foo_2-3-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  )
  await add('0-._.-._.-0', '1.0', '0-0-1.0.tar.gz')
  await add('X', '1.0', 'x-1.0.tgz', 'x-1.0.tar.Z', 'x-1.0.dmg', 'x-1.0-py3-none.whl')
  await world.settled()

  for (const name of ['a-b', 'foo-2', '0-0', 'x']) await same(name)
  const rows = await world.farm.database.sql`
    select f.filename, r.version, f.kind, t.tags from files f join releases r on r.id = f.release_id
    left join tag_sets t on t.id = f.tag_set_id order by f.filename collate "C"`
  expect(rows.map((row) => [row.filename, row.version, row.kind, row.tags])).toEqual([
    ['0-0-1.0.tar.gz', '1.0', 'sdist', null],
    ['A.B-1.0.tar.bz2', '1.0', 'sdist', null],
    ['a-b-1.0-1.noarch.rpm', '1.0-1', 'other', null],
    ['a-b-1.0.tar.gz', '1.0', 'sdist', null],
    ['a-b-1.0.win32-py2.7.exe', '1.0', 'other', null],
    ['a_b-1.0-1.tar.gz', '1.0-1', 'sdist', null],
    ['a_b-1.0-py2.7.egg', '1.0', 'other', null],
    ['a_b-1.0.zip', '1.0', 'sdist', null],
    ['foo-2-3.tar.gz', '3', 'sdist', null],
    [
      'foo_2-3-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      '3',
      'wheel',
      'cp311-cp311-manylinux2014_x86_64 cp311-cp311-manylinux_2_17_x86_64',
    ],
    ['foo_2-3-py3-none-any.whl', '3', 'wheel', 'py3-none-any'],
    ['x-1.0-py3-none.whl', '1.0', 'wheel', null],
    ['x-1.0.dmg', '1.0', 'other', null],
    ['x-1.0.tar.Z', '1.0', 'other', null],
    ['x-1.0.tgz', '1.0', 'sdist', null],
  ])
})

test('texts of any kind: reasons, summaries, requires-python, in any script', async () => {
  world.start()
  await world.settled()
  await world.upstream.ctl.addRelease({
    name: 'texts',
    version: '1.0',
    files: [{ filename: 'texts-1.0.tar.gz' }],
    requiresPython: '>=3.6.*',
  })
  await world.upstream.ctl.addRelease({
    name: 'texts',
    version: '2.0',
    files: [{ filename: 'texts-2.0é.tar.gz' }, { filename: 'texts-2.0.zip' }],
    requiresPython: '',
    summary: `\u202e<script>"'& 你好 \ud83d\ude00 \0\ud800 ${'long '.repeat(500)}`,
  })
  await world.upstream.ctl.yank('texts', '1.0', '<b>"é" & \u202e\ud83d\ude00</b>')
  await world.upstream.ctl.removeFile('texts-2.0é.tar.gz')
  await world.settled()

  await same('texts')
  const [texts] = await world.farm.database.sql`select summary from packages`
  expect(texts?.summary).toMatch(/^\u202e<script>"'& 你好 \ud83d\ude00 \ufffd long /)
  expect(Buffer.byteLength(texts?.summary)).toBeLessThanOrEqual(2_048)
})

test('archive and un-archive have no event of their own: they show with the next one', async () => {
  world.start()
  await world.settled()
  await add('demo', '1.0', 'demo-1.0.tar.gz')
  await world.upstream.ctl.run({ kind: 'archive', name: 'demo' })
  await world.upstream.ctl.yank('demo', '1.0')
  await world.settled()

  expect((await same('demo'))?.status).toBe('archived')
})

test('members that come and go ask for no page', async () => {
  world.start()
  await world.settled()
  await add('demo', '1.0', 'demo-1.0.tar.gz')
  await world.settled()
  const before = await world.farm.database.sql`select * from packages`

  await world.upstream.ctl.addRow('demo', null, 'add Maintainer ann')
  await world.upstream.ctl.addRow('demo', null, 'remove Owner bob')
  await world.settled()

  expect(await world.farm.database.sql`select * from packages`).toEqual(before)
})

test('a name that upstream never shows leaves no trace', async () => {
  world.start()
  await world.settled()

  await world.upstream.ctl.addRow('ghost', null, 'create')
  await world.settled()

  expect(await world.farm.database.sql`select * from packages`).toEqual([])
})

test('a page that was fetched before the event that respells its project: the event itself does it', async () => {
  world.start()
  await world.settled()
  await add('demo', '1.0', 'demo-1.0.tar.gz')
  await world.settled()
  await world.upstream.ctl.fault({ route: '/pypi', status: 500, times: null })

  await add('DEMO', '2.0', 'demo-2.0.tar.gz')
  await addPackages(world.farm, ['demo'], 'ann')
  await waitFor('the new page', async () =>
    (await storedProject(world.farm, 'demo'))?.files.length === 2 ? true : undefined,
  )
  await world.upstream.ctl.clearFaults()
  await world.settled()

  expect(await world.farm.database.sql`select display_name from packages`).toEqual([{ display_name: 'DEMO' }])
})
