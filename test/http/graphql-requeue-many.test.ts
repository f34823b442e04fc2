import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addBuildRow, addFile, addPackage, addRelease } from '../support/rows.ts'
import { type ApiWorld, fillAnswers, makeApiWorld } from './api-world.ts'
import { codesOf, maintainerToken, type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
let world: ApiWorld
beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeApiWorld(farm.database.db)
  await addFailures()
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

/** Five failures of package `other` for want of a header, of which one is covered by PyPI and one excluded by now. */
async function addFailures(): Promise<void> {
  const { db } = farm.database
  const owner = await addPackage(db, { name: 'other' })
  for (const version of ['1.0', '2.0', '3.0', '4.0', '5.0']) {
    const release = await addRelease(db, { package: owner, version })
    const missing = { missingKind: 'HEADER', missingName: 'usb.h' } as const
    const failed = { verdict: 'FAILED', failureKind: 'MISSING_HEADER', tries: 1, ...missing } as const
    await addBuildRow(db, { release, target: world.targets.high, ...failed })
    const filename = `other-${version}-cp311-cp311-linux_armv7l.whl`
    if (version === '4.0') await addFile(db, { release, filename, tags: ['cp311-cp311-linux_armv7l'] })
    if (version === '5.0') await db.execute(`update releases set yanked = true where id = ${release.id}`)
  }
  await fillAnswers(db)
}

const FAILURES = `mutation ($input: FailuresRequeueInput!) { failuresRequeue(input: $input) {
  requeue { dryRun matched requeued already refused { why builds } } userErrors { code field message } } }`
const PACKAGE = `mutation ($input: PackageRequeueInput!) { packageRequeue(input: $input) {
  requeue { dryRun matched requeued already refused { why builds } } userErrors { code field message } } }`

const byFilter = (input: Record<string, unknown>, token?: string) => api.ask(FAILURES, { input }, token)
const byPackage = (input: Record<string, unknown>, token?: string) => api.ask(PACKAGE, { input }, token)
const reason = 'libusb-1.0-0-dev is there now'
const filter = { package: 'Other', missing: 'usb.h', kind: 'MISSING_HEADER', abi: 'cp311', platform: 'linux_armv7l' }

const work = async () => {
  const answer = await api.ask('{ failures(filter: { package: "other" }) { nodes { build { work lane requeued } } } }')
  // What came has the shape that was asked for.
  const data = answer.data as { failures: { nodes: { build: { work: string | null; lane: string } }[] } }
  return data.failures.nodes.map(({ build }) => build.work ?? '-').sort()
}

test('only the maintainer may, not even look', async () => {
  expect(codesOf(await byFilter({ filter, dryRun: true, reason }))).toEqual(['UNAUTHENTICATED'])
  expect(codesOf(await byPackage({ name: 'other', dryRun: true, reason }, 'wrong'))).toEqual(['FORBIDDEN'])
})

test('a dry run counts and does nothing; the number that it found lets the wish through, once', async () => {
  const refused = [
    { why: 'COVERED', builds: 1 },
    { why: 'REQUEUE_NOTHING_TO_BUILD', builds: 1 },
  ]
  const counted = { matched: 5, requeued: 3, already: 0, refused }

  const dry = await byFilter({ filter, dryRun: true, reason }, maintainerToken)
  const before = await work()
  const done = await byFilter({ filter, expectedCount: 5, reason }, maintainerToken)
  const after = await work()
  const again = await byFilter({ filter, expectedCount: 5, reason }, maintainerToken)

  const payload = (requeue: object) => ({ data: { failuresRequeue: { requeue, userErrors: [] } } })
  expect(dry).toEqual(payload({ dryRun: true, ...counted }))
  expect(before).toEqual(['-', '-', '-', '-', '-'])
  expect(done).toEqual(payload({ dryRun: false, ...counted }))
  expect(after).toEqual(['-', '-', 'WAITING', 'WAITING', 'WAITING'])
  expect(again).toEqual(payload({ dryRun: false, ...counted, requeued: 0, already: 3 }))
})

test('a package by its name: what failed, and with `rebuild` its wheels', async () => {
  const failed = await byPackage({ name: 'Demo_Pkg', dryRun: true, reason }, maintainerToken)
  const all = await byPackage({ name: 'demo-pkg', rebuild: true, expectedCount: 2, reason }, maintainerToken)

  expect(failed).toMatchObject({ data: { packageRequeue: { requeue: { dryRun: true, matched: 1, requeued: 1 } } } })
  expect(all).toMatchObject({ data: { packageRequeue: { requeue: { dryRun: false, matched: 2, requeued: 2 } } } })
  expect(await api.ask(`{ build(number: ${world.builds.built.id}) { verdict work lane requeued } }`)).toEqual({
    data: { build: { verdict: 'BUILT', work: 'WAITING', lane: 'BACKLOG', requeued: true } },
  })
})

describe('what cannot be done is refused as data', () => {
  test.each<[string, Record<string, unknown>, string, string[] | null]>([
    ['no number', {}, 'INVALID', ['input', 'expectedCount']],
    ['another number', { expectedCount: 7 }, 'CONFLICT', ['input', 'expectedCount']],
    ['too many', { expectedCount: 5, maxCount: 4 }, 'CONFLICT', ['input', 'maxCount']],
    ['a bound past all', { expectedCount: 5, maxCount: 10_001 }, 'INVALID', ['input', 'maxCount']],
    ['a bound of none', { expectedCount: 5, maxCount: 0 }, 'INVALID', ['input', 'maxCount']],
    ['no reason', { dryRun: true, reason: '' }, 'INVALID', ['input', 'reason']],
    ['an endless reason', { dryRun: true, reason: 'x'.repeat(501) }, 'INVALID', ['input', 'reason']],
    ['an over-long name', { dryRun: true, filter: { package: 'x'.repeat(215) } }, 'INVALID', ['input', 'package']],
    ['an over-long tag', { dryRun: true, filter: { abi: 'x'.repeat(101) } }, 'INVALID', ['input', 'abi']],
    ['an over-long thing', { dryRun: true, filter: { missing: 'é'.repeat(101) } }, 'INVALID', ['input', 'missing']],
    ['an unknown package', { dryRun: true, filter: { package: 'nothing' } }, 'NOT_FOUND', null],
    ['an unknown target', { dryRun: true, filter: { abi: 'cp27' } }, 'NOT_FOUND', null],
  ])('%s', async (_what, given, code, field) => {
    expect(await byFilter({ filter, reason, ...given }, maintainerToken)).toEqual({
      data: { failuresRequeue: { requeue: null, userErrors: [{ code, field, message: expect.any(String) }] } },
    })
  })

  test('and what is no input at all, as an error', async () => {
    for (const given of [{ filter: { kind: 'NOTHING' } }, { expectedCount: 1.5 }, { maxCount: null }, { since: 1 }]) {
      expect(codesOf(await byFilter({ reason, dryRun: true, ...given }, maintainerToken))).toEqual(['BAD_USER_INPUT'])
    }
  })
})
