import { afterEach, beforeEach, expect, test } from 'vitest'
import { longName } from '../upstream/scenarios/texts.ts'
import { type NastyWorld, openNastyWorld } from './nasty-world.ts'
import { storedProject } from './visible-state.ts'

let world: NastyWorld
beforeEach(async () => {
  world = await openNastyWorld()
})
afterEach(() => world.close())

test('8 spelling: spellings of one name are one project, called as it was last', async () => {
  await world.play('spelling')

  for (const name of ['spelling-bar', '0-0', 'z', 'spelling-iii', longName]) await world.same(name)
  const rows = await world.farm.database.sql`select name, display_name from packages order by name collate "C"`
  expect(rows.map((row) => [row.name, row.display_name])).toEqual([
    ['0-0', '0-._.-0'],
    ['spelling-bar', 'SPELLING-BAR'],
    ['spelling-iii', 'SPELLING-IIi'],
    [longName, longName],
    ['z', 'z'],
  ])
  expect(await world.faults()).toEqual([expect.stringContaining('CHANGELOG_NAME changelog ')])
})

test('9 text: kept as it is but for what cannot be kept; another major version of pages is refused', async () => {
  await world.upstream.ctl.play('text', 10, async () => {})
  await world.settledBut('text-v2')

  const [text, nulls, missing] = await Promise.all(
    ['text', 'text-nulls', 'text-missing'].map((name) => storedProject(world.farm, name)),
  )
  expect(text?.files[0]?.yankedReason).toMatch(
    /^é 你好 😀 \u202eright to left <script>.*drop table files; -- \\u0000 {2}long /,
  )
  expect(nulls?.files).toMatchObject([{ size: null, uploadedAt: null, yanked: false, requiresPython: null }])
  expect(missing?.files).toMatchObject([{ size: null, uploadedAt: null, yanked: false, requiresPython: null }])
  expect(await storedProject(world.farm, 'text-v2')).toBeNull()
  const [row] = await world.farm.database.sql`select summary from packages where name = 'text'`
  expect(row?.summary).toMatch(/^é 你好 😀 .*long$/)
  expect(await world.faults()).toEqual(['PAGE_INVALID /simple/text-v2/'])
})

test('9 text: of a megabyte of reason the beginning is kept', async () => {
  await world.upstream.ctl.addRelease({ name: 'long', version: '1.0', files: [{ filename: 'long-1.0.zip' }] })
  await world.upstream.ctl.yank('long', '1.0', 'é'.repeat(500_000))
  await world.settled()

  expect((await storedProject(world.farm, 'long'))?.files[0]?.yankedReason).toBe('é'.repeat(500))
})

test('10 requires-python: kept raw, and as good as none when it is empty or too long', async () => {
  await world.play('requires-python')

  const stored = await storedProject(world.farm, 'requires')
  expect(stored?.files.map((file) => file.requiresPython)).toEqual([
    null,
    null,
    '>=3.6.*',
    '3.6',
    '>=2.7,!=3.0.*',
    '~=3.7',
    'python>=3',
    null,
  ])
  expect(await world.faults()).toEqual([expect.stringMatching(/^PAGE_REQUIRES_PYTHON \/simple\/requires\/ files/)])
})

test('11 yank: each turn shows, and at once, whatever the page says', async () => {
  const seen: unknown[] = []
  await world.upstream.ctl.play('yank', 10, async () => {
    await world.settled()
    seen.push((await world.same('yank'))?.files.map((file) => file.yankedReason ?? file.yanked))
  })

  expect(seen).toEqual([
    [false, false, false],
    [true, true, false],
    ['broken', 'broken', false],
    [false, false, false],
    ['for another reason', 'for another reason', 'all of them'],
  ])
})

test('12 removal: what is removed or quarantined goes, what comes back is back, with the same rows', async () => {
  const names = ['', '-project', '-again', '-at-once', '-quarantine', '-legacy'].map((end) => `removal${end}`)
  const seen: unknown[] = []
  await world.upstream.ctl.play('removal', 10, async () => {
    await world.settled()
    const turn: unknown[] = []
    for (const name of names) turn.push((await world.same(name))?.files.map((file) => file.filename))
    seen.push(turn)
  })

  expect(seen.slice(1)).toEqual([
    [['removal-1.0.tar.gz'], undefined, undefined, ['removal-at-once-1.0.tar.gz'], [], ['removal-legacy-1.0.tar.gz']],
    [
      ['removal-1.0.tar.gz', 'removal-3.0.tar.gz'],
      undefined,
      ['removal-again-2.0.tar.gz'],
      ['removal-at-once-1.0.post1.tar.gz'],
      ['removal-quarantine-1.0.tar.gz'],
      ['removal-legacy-1.0.tar.gz'],
    ],
  ])
  const [again] = await world.farm.database.sql`select display_name from packages where name = 'removal-again'`
  expect(again?.display_name).toBe('Removal.AGAIN')
})

test('13 order: events before what they tell of, late pages, and names of nothing', async () => {
  await world.play('order')

  expect((await world.same('order'))?.files).toHaveLength(1)
  expect((await world.same('order-late'))?.files).toHaveLength(1)
  expect(await storedProject(world.farm, 'order-never')).toBeNull()
  const unnamed = await world.farm.database.sql`select name from upstream_events where package_name is null order by 1`
  expect(unnamed.map((row) => row.name)).toEqual(['', 'user:bob', null])
})
