import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWheel } from '../../src/wheel/read-wheel.ts'
import { makeDemoFiles } from './demo-files.ts'
import { demoOutcomes } from './demo-outcomes.ts'
import { demoPackages } from './demo-packages.ts'

describe('the files of the demo packages', () => {
  it('are the same bytes whenever they are made', async () => {
    for (const { name, releases } of demoPackages) {
      const version = releases[0]?.version ?? ''
      const [first, second] = [await makeDemoFiles({ name, version }), await makeDemoFiles({ name, version })]
      expect(first).toEqual(second)
    }
  })

  it('are wheels that pass every check of ours', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upstream-test-'))
    for (const { filename, bytes } of await makeDemoFiles({ name: 'demo-prebuilt', version: '2.0' })) {
      await writeFile(join(folder, filename), bytes)
      expect(await readWheel(join(folder, filename), filename)).toMatchObject({ metadataVersion: '2.0' })
    }
    await rm(folder, { recursive: true })
  })
})

describe('what must come of the demo packages', () => {
  const rungs = [{ minor: 7 }, { minor: 9 }, { minor: 10 }, { minor: 13 }, { minor: 13, freeThreaded: true }]

  it.each([
    ['demo-greeting', '1.0', 'BUILT COVERED COVERED COVERED COVERED'],
    ['demo.menu', '8.0', 'BUILT COVERED COVERED COVERED COVERED'],
    ['demo-sensor', '1.0', 'BUILT BUILT BUILT BUILT BUILT'],
    ['demo-crc', '3.0', 'BUILT COVERED COVERED COVERED BUILT'],
    ['demo-modern', '1.0', 'EXCLUDED:REQUIRES_PYTHON EXCLUDED:REQUIRES_PYTHON BUILT COVERED COVERED'],
    ['demo-picky', '1.0', 'FAILED:COMPILER FAILED:COMPILER BUILT BUILT BUILT'],
    ['demo-headless', '1.0', Array(5).fill('FAILED:MISSING_HEADER').join(' ')],
    ['demo-sleeper', '1.0', Array(5).fill('FAILED:LIMIT').join(' ')],
    ['demo-prebuilt', '1.0', Array(5).fill('NOTHING_TO_BUILD:NO_SDIST').join(' ')],
    ['demo-prebuilt', '2.0', Array(5).fill('COVERED_UPSTREAM').join(' ')],
    ['demo-universal', '1.0', Array(5).fill('COVERED_UPSTREAM').join(' ')],
    ['demo-regret', '1.1', Array(5).fill('NOTHING_TO_BUILD:YANKED').join(' ')],
  ])('%s %s: %s', (name, version, expected) => {
    const outcomes = demoOutcomes(name, version, rungs, { compiler: true, failingMinor: 9 })
    const words = outcomes.map(({ status, reason }) => (reason === null ? status : `${status}:${reason}`))
    expect(words.join(' ')).toBe(expected)
  })

  it('is MISSING_TOOL for all that needs a C compiler, without one', () => {
    const failed = { status: 'FAILED', reason: 'MISSING_TOOL' }
    for (const name of ['demo-sensor', 'demo-crc', 'demo-picky', 'demo-headless']) {
      expect(demoOutcomes(name, '1.0', rungs, { compiler: false })).toEqual(rungs.map(() => failed))
    }
  })
})
