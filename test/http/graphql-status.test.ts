import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addBuildRow, addPackage, addRelease } from '../support/rows.ts'
import { type ApiWorld, makeApiWorld } from './api-world.ts'
import { type ServedApi, serveApi } from './serve-api.ts'

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

test('its releases stand on each target as the ladder says, each with reason, sentence and next step', async () => {
  const answer = await api.ask(`{ package(name: "demo-pkg") { releases { nodes { version isPrerelease yanked status {
    target { abi platform } status reason text nextStep requeued wait wheel { __typename filename url } build { number }
  } } } } }`)

  const low = { abi: 'cp39', platform: 'linux_armv7l' }
  const high = { abi: 'cp311', platform: 'linux_armv7l' }
  const arm64 = { abi: 'cp311', platform: 'linux_aarch64' }
  const plain = { reason: null, nextStep: 'NONE', requeued: false, wait: null, wheel: null, build: null }
  const nothing = {
    ...plain,
    status: 'NOTHING_TO_BUILD',
    reason: 'YANKED',
    text: 'Its maintainers took it back (yanked it).',
  }
  const later = {
    ...plain,
    status: 'WAITS_FOR_LOWER',
    nextStep: 'LOWER_TARGET',
    text: 'cp39 on linux_armv7l comes first: its wheel may serve here too.',
  }
  const onPypi = {
    ...plain,
    status: 'COVERED_UPSTREAM',
    text: 'demo_pkg-1.2-py3-none-any.whl on PyPI fits, so nothing needs to be built.',
    wheel: {
      __typename: 'UpstreamWheel',
      filename: 'demo_pkg-1.2-py3-none-any.whl',
      url: 'http://127.0.0.1:1/packages/demo_pkg-1.2-py3-none-any.whl',
    },
  }
  const wheel = {
    __typename: 'Wheel',
    filename: 'demo_pkg-1.0-py3-none-any.whl',
    url: '/files/demo_pkg-1.0-py3-none-any.whl',
  }
  const covered = {
    ...plain,
    status: 'COVERED',
    text: 'demo_pkg-1.0-py3-none-any.whl, which the farm built for another target, fits here too.',
    wheel,
  }
  const { built, failed, running, waiting } = world.builds
  expect(answer).toEqual({
    data: {
      package: {
        releases: {
          nodes: [
            {
              version: '2.0',
              isPrerelease: false,
              yanked: true,
              status: [low, high, arm64].map((target) => ({ ...nothing, target })),
            },
            {
              version: '2.0rc1',
              isPrerelease: true,
              yanked: false,
              status: [
                {
                  ...plain,
                  target: low,
                  status: 'OPEN',
                  reason: 'WAITING',
                  text: 'It waits for a builder.',
                  nextStep: 'BUILD',
                  wait: 'BUILDERS_BUSY',
                  build: { number: waiting.id },
                },
                { ...later, target: high },
                { ...later, target: arm64 },
              ],
            },
            {
              version: '1.2',
              isPrerelease: false,
              yanked: false,
              status: [low, high, arm64].map((target) => ({ ...onPypi, target })),
            },
            {
              version: '1.1',
              isPrerelease: false,
              yanked: false,
              status: [
                {
                  ...plain,
                  target: low,
                  status: 'EXCLUDED',
                  reason: 'REQUIRES_PYTHON',
                  text: 'It asks for Python >=3.10, and this target has 3.9.2.',
                },
                {
                  ...plain,
                  target: high,
                  status: 'FAILED',
                  reason: 'FINAL',
                  text: 'Its build failed for good: a C header is missing.',
                  nextStep: 'REQUEUE',
                  build: { number: failed.id },
                },
                {
                  ...plain,
                  target: arm64,
                  status: 'OPEN',
                  reason: 'BUILDING',
                  text: 'A builder is at it.',
                  nextStep: 'FINISH',
                  build: { number: running.id },
                },
              ],
            },
            {
              version: '1.0',
              isPrerelease: false,
              yanked: false,
              status: [
                {
                  ...plain,
                  target: low,
                  status: 'BUILT',
                  text: 'The farm built demo_pkg-1.0-py3-none-any.whl here.',
                  wheel,
                  build: { number: built.id },
                },
                { ...covered, target: high },
                { ...covered, target: arm64 },
              ],
            },
          ],
        },
      },
    },
  })
})

test('a requeue goes on beside the status, and says why it is not running', async () => {
  const owner = await addPackage(farm.database.db, { name: 'again' })
  const release = await addRelease(farm.database.db, { package: owner, version: '1.0' })
  const given = { release, target: world.targets.low, failureKind: 'COMPILER', lane: 'urgent' } as const
  await addBuildRow(farm.database.db, { ...given, verdict: 'FAILED', work: 'WAITING' })

  const answer = await api.ask(
    '{ release(package: "again", version: "1.0") { status { status requeued wait build { requeued lane } } } }',
  )

  const untouched = { requeued: false, wait: null, build: null }
  expect(answer).toEqual({
    data: {
      release: {
        status: [
          {
            status: 'FAILED',
            requeued: true,
            wait: 'BUILDERS_BUSY',
            build: { requeued: true, lane: 'URGENT' },
          },
          { status: 'OPEN', ...untouched },
          { status: 'WAITS_FOR_LOWER', ...untouched },
        ],
      },
    },
  })
})
