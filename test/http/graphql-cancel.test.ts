import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { type ApiWorld, makeApiWorld } from './api-world.ts'
import { maintainerToken, type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
let world: ApiWorld
beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeApiWorld(farm.database.db)
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

const high = { abi: 'cp311', platform: 'linux_armv7l' }
const pi = () => ({ builder: encodeId('Builder', world.pi.id) })

test('a builder is taken off a target until somebody puts it on again, and a pause has an end that is shown', async () => {
  const document = `mutation ($input: BuilderAssignInput!) { builderAssign(input: $input) {
    builder { targets { abi } } userErrors { code message } } }`
  const assign = (serves: boolean, abi = 'cp39') =>
    api.ask(document, { input: { ...pi(), ...high, abi, serves, reason: 'cp311 is behind' } }, maintainerToken)
  const abis = (...names: string[]) => ({
    data: { builderAssign: { builder: { targets: names.map((abi) => ({ abi })) }, userErrors: [] } },
  })
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const pause = `mutation ($input: BuilderPauseInput!) { builderPause(input: $input) {
    builder { paused { reason until } } userErrors { code field } } }`
  const pausedUntil = (time: string) =>
    api.ask(pause, { input: { ...pi(), reason: 'hot', until: time } }, maintainerToken)

  expect(await assign(false)).toEqual(abis('cp311'))
  expect(await assign(true)).toEqual(abis('cp39', 'cp311'))
  expect((await pausedUntil(until)).data).toEqual({
    builderPause: { builder: { paused: { reason: 'hot', until } }, userErrors: [] },
  })
  expect((await pausedUntil('2020-01-01T00:00:00.000Z')).data).toEqual({
    builderPause: { builder: null, userErrors: [{ code: 'INVALID', field: ['input', 'until'] }] },
  })
})

test('an attempt that runs is cancelled once, and its build is held', async () => {
  const document = `mutation ($input: AttemptCancelInput!) { attemptCancel(input: $input) {
    build { work } userErrors { code message } } }`
  const cancel = (id: number) =>
    api.ask(document, { input: { attempt: encodeId('Attempt', id), reason: 'it mines coins' } }, maintainerToken)

  expect((await cancel(world.attempts.runningAttempt.id)).data).toEqual({
    attemptCancel: { build: { work: 'HELD' }, userErrors: [] },
  })
  expect((await cancel(world.attempts.runningAttempt.id)).data).toMatchObject({
    attemptCancel: { build: null, userErrors: [{ code: 'CONFLICT' }] },
  })
})
