import { afterAll, beforeAll, expect, test } from 'vitest'
import { addLocalTargets } from '../../src/cli/local-targets.ts'
import { listTargets } from '../../src/store/targets.ts'
import { aPython } from '../builder/a-python.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(() => farm?.close())

test('an interpreter that accepts other tags than its target does is told and left out; the others build', async () => {
  const python = await aPython()
  const older = { ...python, path: '/older', facts: { ...python.facts, tags: python.facts.tags.slice(1) } }
  const other = { ...python, path: '/other', facts: { ...python.facts, abi: 'cp399' } }
  const said: string[] = []

  const first = await addLocalTargets(farm, [python], (line) => said.push(line))
  const second = await addLocalTargets(farm, [older, other], (line) => said.push(line))

  expect(first).toEqual([python])
  expect(second).toEqual([other])
  expect(said).toEqual([expect.stringMatching(/^not used: \/older: .* \[TARGET_MISMATCH\]$/)])
  const abis = (await listTargets(farm.database.db)).map(({ abi }) => abi)
  expect(abis.sort()).toEqual([python.facts.abi, 'cp399'].sort())
})
