import { afterAll, beforeAll, expect, test } from 'vitest'
import { continueReplan } from '../../src/jobs/policies.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf, changeRelease } from '../support/ladder-world.ts'
import { codesOf, maintainerToken, type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
beforeAll(async () => {
  farm = await createTestFarm()
  await addLadder(farm, 'cp311')
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

const CHANGE = `mutation ($input: PolicyChangeInput!) { policyChange(input: $input) {
  policy { prereleases yanked upstreamWheels newest } userErrors { code field } } }`
const change = (input: object, token?: string) => api.ask(CHANGE, { input }, token)
const usual = { prereleases: 'BUILD', yanked: 'SKIP', upstreamWheels: 'ACCEPT', newest: null }
const workOf = async (release: Parameters<typeof buildsOf>[1]) =>
  (await buildsOf(farm, release)).map(({ work }) => work)

test('a policy is changed by the maintainer alone, with a reason, of a package that there is', async () => {
  expect(codesOf(await change({ yanked: 'BUILD', reason: 'because' }))).toEqual(['UNAUTHENTICATED'])
  const refusals: [object, string][] = [
    [{ yanked: 'BUILD', reason: ' ' }, 'INVALID'],
    [{ newest: 10_001, reason: 'because' }, 'INVALID'],
    [{ package: '-', reason: 'because' }, 'INVALID'],
    [{ package: 'no-such-thing', yanked: 'BUILD', reason: 'because' }, 'NOT_FOUND'],
  ]
  for (const [input, code] of refusals) {
    const answer = await change(input, maintainerToken)
    expect(answer.data).toMatchObject({ policyChange: { policy: null, userErrors: [{ code }] } })
  }
})

test("a package's own word counts before the farm's, and what either touches is planned anew", async () => {
  const early = await addPlannedRelease(farm, { name: 'early', version: '1.0b1' })
  await changeRelease(farm, early.id, { isPrerelease: true })
  const other = await addPlannedRelease(farm, { name: 'other', version: '2.0b1' })
  await changeRelease(farm, other.id, { isPrerelease: true })
  expect([await workOf(early), await workOf(other)]).toEqual([['WAITING'], ['WAITING']])

  const ofPackage = await change({ package: 'Early', prereleases: 'BUILD', reason: 'we want it' }, maintainerToken)
  const ofAll = await change({ prereleases: 'SKIP', reason: 'too many' }, maintainerToken)
  while ((await continueReplan(farm)) !== null);

  expect(ofPackage.data).toEqual({ policyChange: { policy: usual, userErrors: [] } })
  expect(ofAll.data).toEqual({ policyChange: { policy: { ...usual, prereleases: 'SKIP' }, userErrors: [] } })
  expect([await workOf(early), await workOf(other)]).toEqual([['WAITING'], [null]])
  const { data } = await api.ask('{ policy { prereleases } package(name: "early") { policy { prereleases newest } } }')
  expect(data).toEqual({
    policy: { prereleases: 'SKIP' },
    package: { policy: { prereleases: 'BUILD', newest: null } },
  })

  await change({ package: 'early', prereleases: null, reason: 'no longer' }, maintainerToken)
  await change({ prereleases: null, reason: 'room again' }, maintainerToken)
  while ((await continueReplan(farm)) !== null);
  expect([await workOf(early), await workOf(other)]).toEqual([['WAITING'], ['WAITING']])
})
