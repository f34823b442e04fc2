import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addPackage, addRelease } from '../support/rows.ts'
import { type ApiWorld, makeApiWorld } from './api-world.ts'
import { codesOf, type ServedApi, serveApi } from './serve-api.ts'

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

test('a package by any spelling, as PyPI shows it', async () => {
  const fields = '{ id name displayName summary status skipped { reason } removedAt releases(first: 1) { totalCount } }'
  const answer = await api.ask(`query ($name: String!) { package(name: $name) ${fields} }`, { name: 'DEMO_.pkg' })

  expect(answer).toEqual({
    data: {
      package: {
        id: encodeId('Package', world.owner.id),
        name: 'demo-pkg',
        displayName: 'Demo.Pkg',
        summary: '<script>alert("summary")</script>',
        status: 'ACTIVE',
        skipped: null,
        removedAt: null,
        releases: { totalCount: 5 },
      },
    },
  })
})

test('a release by another spelling of its version, with its builds in ladder order and its wheels', async () => {
  const answer = await api.ask(`{
    release(package: "demo-pkg", version: "1.0.0") { version builds { number target { abi } } wheels { nodes {
      filename tags size requiresPython withdrawn { at } release { version } target { abi } attempt { try } } } }
    climbing: release(package: "demo-pkg", version: "1.1") { requiresPython builds { number target { platform } } }
  }`)

  expect(answer).toEqual({
    data: {
      release: {
        version: '1.0',
        builds: [{ number: world.builds.built.id, target: { abi: 'cp39' } }],
        wheels: {
          nodes: [
            {
              filename: 'demo_pkg-1.0-py3-none-any.whl',
              tags: ['py3-none-any'],
              size: 2_000,
              requiresPython: null,
              withdrawn: null,
              release: { version: '1.0' },
              target: { abi: 'cp39' },
              attempt: { try: 1 },
            },
          ],
        },
      },
      climbing: {
        requiresPython: '>=3.10',
        builds: [
          { number: world.builds.failed.id, target: { platform: 'linux_armv7l' } },
          { number: world.builds.running.id, target: { platform: 'linux_aarch64' } },
        ],
      },
    },
  })
})

test('pages of releases follow one another, also when a release comes in between', async () => {
  const query = `query ($after: String) { package(name: "pages") { releases(first: 2, after: $after) {
    nodes { version } pageInfo { hasNextPage endCursor } } } }`
  const owner = await addPackage(farm.database.db, { name: 'pages' })
  for (const version of ['1', '2', '3', '4', '5']) await addRelease(farm.database.db, { package: owner, version })
  const read = async (after: string | null) => {
    const { data } = await api.ask(query, { after })
    // The shape is the query's own.
    const { releases } = (data as { package: { releases: ReleasePage } }).package
    return { versions: releases.nodes.map((node) => node.version), ...releases.pageInfo }
  }

  const first = await read(null)
  await addRelease(farm.database.db, { package: owner, version: '6' })
  const second = await read(first.endCursor)
  const third = await read(second.endCursor)

  expect([first.versions, second.versions, third.versions]).toEqual([['5', '4'], ['3', '2'], ['1']])
  expect([first.hasNextPage, second.hasNextPage, third.hasNextPage]).toEqual([true, true, false])
  const foreign = await api.ask(
    'query ($after: String) { package(name: "demo-pkg") { releases(after: $after) { nodes { id } } } }',
    { after: first.endCursor },
  )
  expect(codesOf(foreign)).toEqual(['BAD_USER_INPUT'])
})

interface ReleasePage {
  nodes: { version: string }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}
