import { expect, test } from 'vitest'
import { findRedisProgram } from '../support/own-redis.ts'
import { runChaos } from './run-chaos.ts'
import { faults, writeScript } from './script.ts'

test('a script is the same for the same seed, and has each fault', () => {
  const script = writeScript(7, 30)
  expect(writeScript(7, 30)).toEqual(script)
  expect(writeScript(8, 30)).not.toEqual(script)
  const seen = new Set(script.steps.flatMap((step) => (step.kind === 'fault' ? [step.fault] : [])))
  expect(seen).toEqual(new Set(faults))
})

test.skipIf(findRedisProgram() === null || process.platform !== 'linux')(
  'a farm that is hurt in every way loses nothing, doubles nothing, and comes to rest where it must',
  { timeout: 600_000 },
  async () => {
    const { wrong, reports, lost, doubled, stuck } = await runChaos(20_190_401, 20, () => {})
    expect({ wrong, lost, doubled, stuck }).toEqual({ wrong: [], lost: 0, doubled: 0, stuck: 0 })
    expect(reports).toBeGreaterThan(0)
  },
)
