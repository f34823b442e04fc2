import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { builds } from '../../schema/tables/builds.ts'
import { auditEvents } from '../../schema/tables/farm.ts'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { type ApiWorld, makeApiWorld } from './api-world.ts'
import { codesOf, maintainerToken, type ServedApi, serveApi } from './serve-api.ts'

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
beforeEach(() => farm.database.db.update(builds).set({ work: null }).where(eq(builds.id, world.builds.failed.id)))

const REQUEUE = `mutation ($input: BuildRequeueInput!) { buildRequeue(input: $input) {
  build { number work verdict requeued lane } outcome userErrors { code field message } } }`
const SKIP = `mutation ($input: PackageSkipInput!) { packageSkip(input: $input) {
  package { name skipped { reason by } } userErrors { code field message } } }`
const UNSKIP = `mutation ($input: PackageUnskipInput!) { packageUnskip(input: $input) {
  package { name skipped { reason } } userErrors { code field } } }`

const requeue = (input: Record<string, unknown>) => api.ask(REQUEUE, { input }, maintainerToken)

const lastAudit = async () => {
  const [row] = await farm.database.db.select().from(auditEvents).orderBy(desc(auditEvents.id)).limit(1)
  return { actor: row?.actor, action: row?.action, subject: row?.subject, reason: row?.reason }
}

describe('only the maintainer may change anything', () => {
  const input = { name: 'demo-pkg', reason: 'because' }
  test.each([
    [undefined, 'UNAUTHENTICATED'],
    ['wrong', 'FORBIDDEN'],
    [`${maintainerToken}x`, 'FORBIDDEN'],
  ])('token %s', async (token, code) => {
    expect(codesOf(await api.ask(SKIP, { input }, token))).toEqual([code])
    expect(codesOf(await api.ask(UNSKIP, { input }, token))).toEqual([code])
    expect(codesOf(await api.ask(REQUEUE, { input: { build: 'x', reason: 'y' } }, token))).toEqual([code])
  })

  test('and everybody may read, whatever token they send', async () => {
    expect(await api.ask('{ __typename }', {}, 'wrong')).toEqual({ data: { __typename: 'Query' } })
  })
})

test('a failed build is tried again beside its verdict, and the audit says who and why', async () => {
  const { failed } = world.builds
  const answer = await requeue({ build: encodeId('Build', failed.id), reason: ' the header is there now ' })

  expect(answer).toEqual({
    data: {
      buildRequeue: {
        build: { number: failed.id, work: 'WAITING', verdict: 'FAILED', requeued: true, lane: 'URGENT' },
        outcome: 'ATTEMPT',
        userErrors: [],
      },
    },
  })
  expect(await lastAudit()).toEqual({
    actor: 'ada',
    action: 'build.requeue',
    subject: `build:${failed.id}`,
    reason: 'the header is there now',
  })
})

test('the same by names as people spell them, and twice is once', async () => {
  const names = { package: 'Demo.Pkg', version: '1.1.0', abi: 'cp311', platform: 'linux_armv7l', reason: 'again' }
  const first = await requeue(names)
  const second = await requeue(names)

  const payload = (outcome: string) => ({
    data: { buildRequeue: expect.objectContaining({ outcome, userErrors: [] }) },
  })
  expect([first, second]).toEqual([payload('ATTEMPT'), payload('ALREADY')])
})

describe('what cannot be requeued is refused as data', () => {
  const by = { package: 'demo-pkg', reason: 'x' }
  const arm = { platform: 'linux_armv7l' }
  test.each([
    ['excluded', { ...by, version: '1.1', abi: 'cp39', ...arm }, 'REQUEUE_EXCLUDED', null],
    ['nothing to build', { ...by, version: '2.0', abi: 'cp39', ...arm }, 'REQUEUE_NOTHING_TO_BUILD', null],
    ['an unknown release', { ...by, version: '9' }, 'NOT_FOUND', null],
    ['an unknown target', { ...by, version: '1.1', abi: 'cp27', platform: 'win32' }, 'NOT_FOUND', null],
    ['a target with a NUL', { ...by, version: '1.1', abi: '\0', ...arm }, 'INVALID', ['input', 'abi']],
    ['an unknown build', { build: encodeId('Build', 999_999), reason: 'x' }, 'NOT_FOUND', null],
    ['a malformed id', { build: 'x', reason: 'x' }, 'INVALID', ['input', 'id']],
    ['the id of something else', { build: encodeId('Wheel', 1), reason: 'x' }, 'INVALID', null],
    ['half a target', { ...by, version: '1.1', abi: 'cp39' }, 'INVALID', null],
    ['both ways at once', { ...by, build: encodeId('Build', 1), version: '1.1' }, 'INVALID', null],
    ['nothing named', { reason: 'x' }, 'INVALID', null],
    ['a bad name', { package: '-', version: '1', reason: 'x' }, 'INVALID', ['input', 'package']],
    ['a bad version', { package: 'a', version: '\0', reason: 'x' }, 'INVALID', ['input', 'version']],
    ['no reason', { ...by, version: '1.1', reason: ' ' }, 'INVALID', ['input', 'reason']],
    ['an endless reason', { ...by, version: '1.1', reason: 'x'.repeat(501) }, 'INVALID', ['input', 'reason']],
  ])('%s', async (_what, input, code, field) => {
    expect(await requeue(input)).toEqual({
      data: {
        buildRequeue: { build: null, outcome: null, userErrors: [{ code, field, message: expect.any(String) }] },
      },
    })
  })
})

test('a package is left out and taken in again, and shows it', async () => {
  const input = { name: 'Demo_Pkg', reason: 'too <large>' }
  const skipped = await api.ask(SKIP, { input }, maintainerToken)
  const status = await api.ask('{ release(package: "demo-pkg", version: "2.0rc1") { status { status reason text } } }')
  const refused = await requeue({ package: 'demo-pkg', version: '2.0rc1', reason: 'x' })
  const back = await api.ask(UNSKIP, { input }, maintainerToken)

  const leftOut = { status: 'SKIPPED', reason: 'PACKAGE', text: 'The package is left out: too <large>' }
  expect(skipped).toEqual({
    data: {
      packageSkip: { package: { name: 'demo-pkg', skipped: { reason: 'too <large>', by: 'ada' } }, userErrors: [] },
    },
  })
  expect(status).toEqual({ data: { release: { status: [leftOut, leftOut, leftOut] } } })
  expect(refused).toMatchObject({ data: { buildRequeue: { userErrors: [{ code: 'REQUEUE_SKIPPED' }] } } })
  expect(back).toEqual({ data: { packageUnskip: { package: { name: 'demo-pkg', skipped: null }, userErrors: [] } } })
  expect(await lastAudit()).toEqual({
    actor: 'ada',
    action: 'package.unskip',
    subject: 'package:demo-pkg',
    reason: 'too <large>',
  })
})

test('one version can be left out, and taken in again', async () => {
  const one = { name: 'demo-pkg', version: '1.1', reason: 'it was broken' }
  const ask = '{ release(package: "demo-pkg", version: "1.1") { skipped { reason } status { reason } } }'
  const skipped = await api.ask(SKIP, { input: one }, maintainerToken)
  const status = await api.ask(ask)
  await api.ask(UNSKIP, { input: one }, maintainerToken)

  expect(skipped).toEqual({ data: { packageSkip: { package: { name: 'demo-pkg', skipped: null }, userErrors: [] } } })
  expect(status).toMatchObject({ data: { release: { skipped: { reason: 'it was broken' } } } })
  expect(JSON.stringify(status)).toContain('"reason":"RELEASE"')
  expect(await api.ask(ask)).toMatchObject({ data: { release: { skipped: null } } })
})

test('a package that is not there cannot be left out', async () => {
  const answer = await api.ask(SKIP, { input: { name: 'nothing', reason: 'x' } }, maintainerToken)
  const userErrors = [{ code: 'NOT_FOUND', field: null, message: expect.any(String) }]
  expect(answer).toEqual({ data: { packageSkip: { package: null, userErrors } } })
})
