import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { versionSortKey } from '../../src/ladder/version.ts'
import * as documents from '../../web/documents.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addAttemptRow, addBuildRow, addFile, addPackage, addRelease, addWheelRow } from '../support/rows.ts'
import { type ApiWorld, fillAnswers, makeApiWorld } from './api-world.ts'
import { type Answer, type ServedApi, serveApi } from './serve-api.ts'

/* How many statements an operation costs, whatever it finds: each relation is loaded set by set. */

let farm: TestFarm
let api: ServedApi
let world: ApiWorld
let statements: string[] = []
let counted: postgres.Sql

beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeApiWorld(farm.database.db)
  await addManyReleases()
  counted = postgres(farm.url, { debug: (_connection, text) => statements.push(text) })
  const db = drizzle(counted, { casing: 'snake_case' })
  api = await serveApi({ ...farm, database: { ...farm.database, db } })
  await api.ask('{ sync { serial } }')
})
afterAll(async () => {
  await api?.close()
  await counted?.end()
  await farm?.close()
})

/** Fifty releases of one package, each with a failed build, a build that has a wheel, and a wheel on PyPI. */
async function addManyReleases(): Promise<void> {
  const { db } = farm.database
  const owner = await addPackage(db, { name: 'many' })
  for (let n = 0; n < 50; n += 1) {
    const version = `1.${n}`
    const release = await addRelease(db, { package: owner, version, sortKey: versionSortKey(version) })
    const failure = { verdict: 'FAILED', failureKind: 'COMPILER', tries: 1 } as const
    const failed = await addBuildRow(db, { release, target: world.targets.low, ...failure })
    await addAttemptRow(db, { build: failed, builder: world.pi, state: 'FAILED', failureKind: 'COMPILER' })
    const built = await addBuildRow(db, { release, target: world.targets.high, verdict: 'BUILT', tries: 1 })
    const attempt = await addAttemptRow(db, { build: built, builder: world.pi, state: 'BUILT' })
    const tags = ['cp311-cp311-linux_armv7l']
    await addWheelRow(db, { build: built, attempt, tags, filename: `many-${version}-cp311-cp311-linux_armv7l.whl` })
    const filename = `many-${version}-cp311-cp311-linux_aarch64.whl`
    await addFile(db, { release, filename, tags: ['cp311-cp311-linux_aarch64'] })
  }
  await fillAnswers(db)
}

/** Asks, and counts; the very first use of a client asks Postgres for its types, which is not counted. */
async function cost(
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ answer: Answer; statements: number }> {
  statements = []
  const answer = await api.ask(query, variables)
  expect(answer.errors).toBeUndefined()
  return { answer, statements: statements.filter((text) => !text.includes('pg_catalog.pg_type')).length }
}

const MATRIX = `query ($first: Int!) { package(name: "many") { releases(first: $first) { totalCount nodes { version status {
  status text wait requeued target { abi } wheel { filename url }
  build { number verdict target { abi } attempts(first: 3) { nodes { builder { name } wheels { filename } } } }
} } } } }`

test('fifty releases on three targets cost what one does', async () => {
  const one = await cost(MATRIX, { first: 1 })
  const fifty = await cost(MATRIX, { first: 50 })

  expect(fifty.statements).toBe(one.statements)
  expect(fifty.statements).toBeLessThanOrEqual(17)
  expect(fifty.answer.data).toMatchObject({ package: { releases: { totalCount: 50, nodes: { length: 50 } } } })
})

test.each([
  ['the front page', documents.frontPage, {}, 13],
  ['a package page', documents.packagePage, { name: 'many' }, 14],
  ['a build page', documents.buildPage, { number: 1 }, 8],
])('%s', async (_page, document, variables, most) => {
  const { statements } = await cost(document, variables)
  expect(statements).toBeLessThanOrEqual(most)
})

test('builders with all that they build', async () => {
  const { statements } = await cost(
    `{ builders { nodes { state targets { abi backlog { open } } currentAttempts { build { wait release { package { name } } } } } } }`,
  )
  expect(statements).toBeLessThanOrEqual(8)
})
