import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { versionSortKey } from '../../src/ladder/version.ts'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { withOutbox } from '../../src/store/outbox.ts'
import * as documents from '../../web/documents.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addAttemptRow, addBuildRow, addFile, addPackage, addRelease, addWheelRow } from '../support/rows.ts'
import { type ApiWorld, fillAnswers, makeApiWorld } from './api-world.ts'
import { type Answer, maintainerToken, type ServedApi, serveApi } from './serve-api.ts'

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
  const db = withOutbox(drizzle(counted, { casing: 'snake_case' }), () => {})
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
    const missing = { missingKind: 'HEADER', missingName: 'ffi.h' } as const
    const failure = { verdict: 'FAILED', failureKind: 'COMPILER', ...missing, tries: 1 } as const
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
  token?: string,
): Promise<{ answer: Answer; statements: number }> {
  statements = []
  const answer = await api.ask(query, variables, token)
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
  expect(fifty.statements).toBeLessThanOrEqual(12)
  expect(fifty.answer.data).toMatchObject({ package: { releases: { totalCount: 50, nodes: { length: 50 } } } })
})

test.each([
  ['the front page', documents.frontPage, {}, 19],
  ['a package page', documents.packagePage, { name: 'many' }, 9],
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

const FAILURES = `query ($first: Int!) { failures(filter: { package: "many", missing: "ffi.h" }, first: $first) { nodes {
  kind line missing { what name } coveredSince release { version package { name } } target { abi } build { number wait } } } }`

test('fifty failures cost what one does', async () => {
  const one = await cost(FAILURES, { first: 1 })
  const fifty = await cost(FAILURES, { first: 50 })

  expect(fifty.statements).toBe(one.statements)
  expect(fifty.statements).toBeLessThanOrEqual(7)
  expect(fifty.answer.data).toMatchObject({ failures: { nodes: { length: 50 } } })
})

test('what fifty wheels need is read with the wheels', async () => {
  const needs = 'libraries { soname systemPackage base } systemPackages aptInstall unknownLibraries'
  const { statements, answer } = await cost(
    `{ package(name: "many") { releases(first: 50) { nodes { wheels(first: 1) { nodes { ${needs} } } } } } }`,
  )
  expect(statements).toBeLessThanOrEqual(3)
  expect(answer.data).toMatchObject({ package: { releases: { nodes: { length: 50 } } } })
})

test('the record', async () => {
  const { statements } = await cost('{ auditEvents(first: 100) { nodes { actor } } }', {}, maintainerToken)
  expect(statements).toBe(1)
})

const REQUEUE = `mutation ($input: FailuresRequeueInput!) { failuresRequeue(input: $input) { requeue { requeued } userErrors { message } } }`
const requeue = (input: object) => cost(REQUEUE, { input: { reason: 'x', ...input } }, maintainerToken)

test('fifty builds are requeued by as many statements as five hundred would be', async () => {
  const dry = await requeue({ dryRun: true, filter: { package: 'many' } })
  const done = await requeue({ expectedCount: 50, filter: { package: 'many' } })

  expect(done.answer.data).toMatchObject({ failuresRequeue: { requeue: { requeued: 50 }, userErrors: [] } })
  expect(dry.statements).toBeLessThanOrEqual(5)
  expect(done.statements).toBeLessThanOrEqual(14)
})

test.each<[string, () => object, number]>([
  ['targetPause', () => ({ abi: 'cp39', platform: 'linux_armv7l' }), 6],
  ['targetResume', () => ({ abi: 'cp39', platform: 'linux_armv7l' }), 6],
  ['targetFreeze', () => ({ abi: 'cp39', platform: 'linux_armv7l' }), 6],
  ['packageRequeue', () => ({ name: 'many', rebuild: true, dryRun: true }), 6],
  ['builderPause', () => ({ builder: encodeId('Builder', world.pi.id) }), 5],
  ['builderResume', () => ({ builder: encodeId('Builder', world.pi.id) }), 5],
  ['builderDrain', () => ({ builder: encodeId('Builder', world.pi.id) }), 5],
])('%s', async (name, input, most) => {
  const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`
  const { statements } = await cost(document, { input: { ...input(), reason: 'x' } }, maintainerToken)
  expect(statements).toBeLessThanOrEqual(most)
})
