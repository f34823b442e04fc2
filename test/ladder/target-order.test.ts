import { expect, it } from 'vitest'
import { compareTargets, type TargetPlace } from '../../src/ladder/target-order.ts'

const on = (platformOrder: number, platform: string, ...abis: string[]): TargetPlace[] =>
  abis.map((abi) => ({ platformOrder, platform, abi }))

it('orders targets by platform, then Python as numbers, then variant', () => {
  const ladder = [
    ...on(1, 'linux_armv7l', 'cp37', 'cp37m', 'cp39', 'cp310', 'cp313', 'cp313d', 'cp313t', 'cp314'),
    ...on(2, 'linux_aarch64', 'cp39', 'cp310'),
    ...on(2, 'linux_armv8l', 'cp39', 'pypy39_pp73'),
  ]
  const shuffled = [...ladder].sort((a, b) => (JSON.stringify(b) < JSON.stringify(a) ? -1 : 1))
  expect(shuffled.sort(compareTargets)).toEqual(ladder)
})
