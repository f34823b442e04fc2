import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { bundleFollower, type FollowerProgram } from './follower.ts'
import { makeProgram } from './program.ts'
import { runSeed } from './run-seed.ts'

/*
 * Random programs of changes upstream and faults everywhere, SIGKILL of the follower among them: when all is quiet our tables show
 * what the program says. `npm run model -- --seeds N` runs more of them.
 */

let follower: FollowerProgram
beforeAll(async () => {
  follower = await bundleFollower()
})
afterAll(() => follower.remove())

test.each([1, 2, 3, 4, 5, 6, 7])('after the program of seed %i our tables are as expected', async (seed) => {
  const ground = {
    adminUrl: inject('adminDatabaseUrl'),
    template: inject('templateDatabase'),
    program: follower.path,
  }
  const { mutations, faults, differences } = await runSeed(ground, seed)

  expect(differences).toEqual([])
  expect([mutations > 20, faults > 5]).toEqual([true, true])
})

test('a program is its seed', () => {
  expect(makeProgram(3)).toEqual(makeProgram(3))
  expect(makeProgram(3)).not.toEqual(makeProgram(4))
})
