import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { type ApiWorld, makeApiWorld } from './api-world.ts'
import { type Answer, codesOf, maintainerToken, type ServedApi, serveApi } from './serve-api.ts'

/* Targets and builders that are told to stand still, to go on, or to end; and the record of who told them. */

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

const targetChanges = ['targetPause', 'targetResume', 'targetFreeze'] as const
const builderChanges = ['builderPause', 'builderResume', 'builderDrain', 'builderRetire', 'builderRevoke'] as const
type Change = (typeof targetChanges)[number] | (typeof builderChanges)[number]

function change(name: Change, input: Record<string, unknown>, token?: string): Promise<Answer> {
  const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`
  const what = name.startsWith('target') ? 'target { frozen { reason } paused { reason } }' : 'builder { name state }'
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${what} userErrors { code field message } } }`
  return api.ask(document, { input }, token)
}

const high = { abi: 'cp311', platform: 'linux_armv7l' }
const pi = () => ({ builder: encodeId('Builder', world.pi.id) })
const done = (name: Change, result: object) => ({ data: { [name]: { ...result, userErrors: [] } } })

const AUDIT = `query ($subject: String, $first: Int, $after: String) { auditEvents(subject: $subject, first: $first, after: $after) {
  nodes { actor action subject reason detail } pageInfo { endCursor hasNextPage } } }`

interface Audit {
  auditEvents: {
    nodes: { actor: string; action: string; subject: string; reason: string }[]
    pageInfo: { endCursor: string; hasNextPage: boolean }
  }
}

// What came has the shape that was asked for; the tests compare its content.
const auditOf = async (variables: Record<string, unknown>) =>
  ((await api.ask(AUDIT, variables, maintainerToken)).data as Audit).auditEvents

test.each([...targetChanges, ...builderChanges])('%s is for the maintainer alone', async (name) => {
  const input = { ...(name.startsWith('target') ? high : pi()), reason: 'because' }
  expect(codesOf(await change(name, input))).toEqual(['UNAUTHENTICATED'])
  expect(codesOf(await change(name, input, 'wrong'))).toEqual(['FORBIDDEN'])
})

test('a target is paused, resumed and frozen, shows it, and hands out no work meanwhile', async () => {
  const tell = (name: Change, reason: string) => change(name, { ...high, reason }, maintainerToken)
  const wait = async () => {
    const document = '{ release(package: "demo-pkg", version: "1.1") { builds { target { abi } wait work } } }'
    return (await api.ask(document)).data
  }
  const requeue = `mutation { buildRequeue(input: { build: "${encodeId('Build', world.builds.failed.id)}", reason: "x" }) { outcome } }`
  await api.ask(requeue, {}, maintainerToken)

  const paused = await tell('targetPause', 'new <image>')
  const waiting = await wait()
  const again = await tell('targetPause', 'still')
  const resumed = await tell('targetResume', 'done')
  const frozen = await tell('targetFreeze', 'end of life')

  expect(paused).toEqual(done('targetPause', { target: { frozen: null, paused: { reason: 'new <image>' } } }))
  expect(waiting).toMatchObject({ release: { builds: [{ wait: 'TARGET_PAUSED' }, {}] } })
  expect(again).toEqual(done('targetPause', { target: { frozen: null, paused: { reason: 'still' } } }))
  expect(resumed).toEqual(done('targetResume', { target: { frozen: null, paused: null } }))
  expect(frozen).toEqual(done('targetFreeze', { target: { frozen: { reason: 'end of life' }, paused: null } }))
})

test('a builder is paused, drained, resumed and revoked, and then it is nobody', async () => {
  const tell = (name: Change, reason = 'because') => change(name, { ...pi(), reason }, maintainerToken)
  const states = []
  for (const name of ['builderPause', 'builderDrain', 'builderRetire', 'builderResume', 'builderRevoke'] as const) {
    const { data } = await tell(name)
    states.push((data as Record<string, { builder: { state: string } }>)[name]?.builder.state)
  }
  const attempt = await api.ask(`{ node(id: "${encodeId('Attempt', world.attempts.runningAttempt.id)}") {
    ... on Attempt { state failure { kind } } } }`)
  const late = await tell('builderResume')

  expect(states).toEqual(['PAUSED', 'DRAINING', 'RETIRED', 'BUILDING', 'REVOKED'])
  expect(attempt).toEqual({ data: { node: { state: 'CANCELLED', failure: null } } })
  const userErrors = [{ code: 'CONFLICT', field: null, message: expect.stringContaining('enrol anew') }]
  expect(late).toEqual({ data: { builderResume: { builder: null, userErrors } } })
})

test('the record says who did what to whom and why, newest first, and can be asked for one thing alone', async () => {
  const subject = `builder:${world.pi.id}`
  const all = await auditOf({ first: 100 })
  const builder = await auditOf({ subject })
  const paged = []
  for (let after: string | null = null; ; ) {
    const page = await auditOf({ first: 1, after })
    paged.push(...page.nodes)
    after = page.pageInfo.endCursor
    if (!page.pageInfo.hasNextPage) break
  }

  const said = (action: string, reason = 'because') => ({ actor: 'ada', action, subject, reason, detail: null })
  expect(builder.nodes).toEqual(
    ['builder.revoke', 'builder.resume', 'builder.retire', 'builder.drain', 'builder.pause'].map((action) =>
      said(action),
    ),
  )
  expect(all.nodes.slice(5)).toMatchObject([
    { action: 'target.freeze', subject: 'target:cp311:linux_armv7l', reason: 'end of life' },
    { action: 'target.resume' },
    { action: 'target.pause', reason: 'still' },
    { action: 'target.pause', reason: 'new <image>' },
    { action: 'build.requeue', detail: expect.stringContaining('"package":"demo-pkg"') },
  ])
  expect(paged).toEqual(all.nodes)
})

describe('what cannot be done is refused as data', () => {
  const builder = encodeId('Builder', 999_999)
  test.each<[what: string, Change, Record<string, unknown>, string, string[] | null]>([
    ['no reason', 'targetPause', { ...high, reason: ' ' }, 'INVALID', ['input', 'reason']],
    ['two lines', 'targetPause', { ...high, reason: 'a\nb' }, 'INVALID', ['input', 'reason']],
    ['an endless reason', 'targetResume', { ...high, reason: 'x'.repeat(501) }, 'INVALID', ['input', 'reason']],
    ['an unknown target', 'targetFreeze', { abi: 'cp27', platform: 'win32', reason: 'x' }, 'NOT_FOUND', null],
    [
      'an endless tag',
      'targetPause',
      { abi: 'x'.repeat(50_000), platform: '\0', reason: 'x' },
      'INVALID',
      ['input', 'abi'],
    ],
    [
      'a tag with a NUL',
      'targetPause',
      { abi: 'cp311', platform: '\0', reason: 'x' },
      'INVALID',
      ['input', 'platform'],
    ],
    ['an unknown builder', 'builderPause', { builder, reason: 'x' }, 'NOT_FOUND', null],
    ['no id', 'builderDrain', { builder: 'x', reason: 'x' }, 'INVALID', ['input', 'id']],
    ['the id of something else', 'builderRevoke', { builder: encodeId('Build', 1), reason: 'x' }, 'INVALID', null],
    ['no reason for a builder', 'builderResume', { builder, reason: '' }, 'INVALID', ['input', 'reason']],
  ])('%s', async (_what, name, input, code, field) => {
    const what = name.startsWith('target') ? 'target' : 'builder'
    expect(await change(name, input, maintainerToken)).toEqual({
      data: { [name]: { [what]: null, userErrors: [{ code, field, message: expect.any(String) }] } },
    })
  })
})

describe('the record', () => {
  test('is for the maintainer alone', async () => {
    expect(codesOf(await api.ask(AUDIT))).toEqual(['UNAUTHENTICATED'])
    expect(codesOf(await api.ask(AUDIT, {}, 'wrong'))).toEqual(['FORBIDDEN'])
  })

  test.each([[{ first: 101 }], [{ first: 0 }], [{ after: 'x' }], [{ subject: 'x'.repeat(301) }], [{ subject: 'a\0' }]])(
    'cannot be asked for %j',
    async (variables) => {
      expect(codesOf(await api.ask(AUDIT, variables, maintainerToken))).toEqual(['BAD_USER_INPUT'])
    },
  )
})
