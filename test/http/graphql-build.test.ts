import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeReport } from '../../schema/report-codec.ts'
import { attempts, buildEvents, reports } from '../../schema/tables/builds.ts'
import { encodeId, type NodeType } from '../../src/resolvers/global-id.ts'
import { sampleReport } from '../schema/sample-report.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addAttemptRow, addBuildRow } from '../support/rows.ts'
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

test('a build by number and by id, with its failure, attempts and events', async () => {
  const { failed } = world.builds
  const { failedAttempt } = world.attempts
  await farm.database.db.insert(buildEvents).values([
    { buildId: failed.id, actor: 'farm', change: 'OPENED', reason: 'nothing covers it' },
    { buildId: failed.id, attemptId: failedAttempt.id, actor: `builder:${world.pi.id}`, change: 'FAILED' },
  ])
  const fields = `number verdict work wait lane tries requeued climbing note retryAt
    failure { kind line } target { abi } release { version package { name } } wheels { nodes { filename } }
    attempts { nodes { try state failure { kind } builder { name } sdist { filename } report { python } wheels { id } } }
    events { nodes { actor change reason attempt { try } } }`

  const byNumber = await api.ask(`query ($n: BigInt!) { build(number: $n) { ${fields} } }`, { n: failed.id })
  const byId = await api.ask(`query ($id: ID!) { build(id: $id) { ${fields} } }`, { id: encodeId('Build', failed.id) })

  expect(byId).toEqual(byNumber)
  expect(byNumber).toEqual({
    data: {
      build: {
        number: failed.id,
        verdict: 'FAILED',
        work: null,
        wait: null,
        lane: 'BACKLOG',
        tries: 1,
        requeued: false,
        climbing: false,
        note: null,
        retryAt: null,
        failure: { kind: 'MISSING_HEADER', line: 'fatal error: <foo.h>: No such file' },
        target: { abi: 'cp311' },
        release: { version: '1.1', package: { name: 'demo-pkg' } },
        wheels: { nodes: [] },
        attempts: {
          nodes: [
            {
              try: 1,
              state: 'FAILED',
              failure: { kind: 'MISSING_HEADER' },
              builder: { name: 'pi-<b>4</b>' },
              sdist: { filename: 'file-1.0.tar.gz' },
              report: null,
              wheels: [],
            },
          ],
        },
        events: {
          nodes: [
            { actor: `builder:${world.pi.id}`, change: 'FAILED', reason: null, attempt: { try: 1 } },
            { actor: 'farm', change: 'OPENED', reason: 'nothing covers it', attempt: null },
          ],
        },
      },
    },
  })
})

test('what a builder reported is read back from its bytes', async () => {
  const { builtAttempt } = world.attempts
  const report = sampleReport()
  const body = encodeReport(report)
  const receivedAt = new Date('2026-01-02T03:06:00.000Z')
  await farm.database.db
    .insert(reports)
    .values({ attemptId: builtAttempt.id, digest: 'x', body, receivedAt, answer: {} })

  const answer = await api.ask(
    `query ($n: BigInt!) { build(number: $n) { wheels { nodes { filename } } attempts { nodes { durationMs wheels { filename }
      report { receivedAt startedAt finishedAt exitCode python pip builder system } } } } }`,
    { n: world.builds.built.id },
  )

  const wheels = [{ filename: 'demo_pkg-1.0-py3-none-any.whl' }]
  const { environment, startedAt, finishedAt } = report
  const reported = { receivedAt: receivedAt.toISOString(), startedAt, finishedAt, exitCode: null, ...environment }
  expect(answer).toEqual({
    data: {
      build: { wheels: { nodes: wheels }, attempts: { nodes: [{ durationMs: 61_500, wheels, report: reported }] } },
    },
  })
})

describe('a log', () => {
  const query = `query ($n: BigInt!, $tail: Int, $offset: BigInt, $bytes: Int) { build(number: $n) { attempts { nodes {
    log(tailBytes: $tail, offset: $offset, bytes: $bytes) { text offset endOffset totalBytes ended gap { offset bytes } }
  } } } }`
  const logOf = async (range: { tail?: number; offset?: number; bytes?: number }) =>
    api.ask(query, { n: world.builds.running.id, ...range })
  const answerOf = (log: unknown) => ({ data: { build: { attempts: { nodes: [{ log }] } } } })
  const append = async (text: string) => {
    const { id } = world.attempts.runningAttempt
    const { totalBytes } = await farm.artifacts.readLog(id, 0, 0)
    const logBytes = await farm.artifacts.appendLog(id, totalBytes, Buffer.from(text))
    await farm.database.db.update(attempts).set({ logBytes }).where(eq(attempts.id, id))
  }

  test('null while nothing came, then text without terminal sequences, HTML and all', async () => {
    const before = await logOf({ tail: 100 })
    const line = '\u001b[31mred\u001b[0m <script>alert(1)</script>\n'
    await append(line)
    const after = await logOf({ tail: 100 })
    const end = await logOf({ tail: 10 })

    const rest = { endOffset: line.length, totalBytes: line.length, ended: false, gap: null }
    expect(before).toEqual(answerOf(null))
    expect(after).toEqual(answerOf({ text: 'red <script>alert(1)</script>\n', offset: 0, ...rest }))
    expect(end).toEqual(answerOf({ text: '</script>\n', offset: line.length - 10, ...rest }))
  })

  test('followed from where the last part ended: whole lines while it runs, the rest when it is over', async () => {
    const { runningAttempt } = world.attempts
    const from = (await farm.artifacts.readLog(runningAttempt.id, 0, 0)).totalBytes
    await append('one\ntwo')
    const running = await logOf({ offset: from })
    const waiting = await logOf({ offset: from + 4, bytes: 1_024 })
    const ended = { state: 'CANCELLED', closedAt: new Date() } as const
    await farm.database.db.update(attempts).set(ended).where(eq(attempts.id, runningAttempt.id))
    const over = await logOf({ offset: from + 4 })
    const open = { state: 'STARTED', closedAt: null } as const
    await farm.database.db.update(attempts).set(open).where(eq(attempts.id, runningAttempt.id))

    const totalBytes = from + 7
    const shown = { totalBytes, gap: null }
    expect(running).toEqual(answerOf({ text: 'one\n', offset: from, endOffset: from + 4, ended: false, ...shown }))
    expect(waiting).toEqual(answerOf({ text: '', offset: from + 4, endOffset: from + 4, ended: false, ...shown }))
    expect(over).toEqual(answerOf({ text: 'two', offset: from + 4, endOffset: totalBytes, ended: true, ...shown }))
  })

  test.each([
    { tail: 0 },
    { tail: -1 },
    { tail: 65_537 },
    { offset: -1 },
    { offset: 1_000_000 },
    { offset: 1.5 },
    { offset: 2 ** 53 },
    { offset: 0, bytes: 1_023 },
    { offset: 0, bytes: 65_537 },
    { offset: 0, tail: 100 },
  ])('%j is refused', async (range) => {
    expect(codesOf(await logOf(range))).toEqual(['BAD_USER_INPUT'])
  })
})

test('the newest builds are those whose newest attempt started last; those never started are not among them', async () => {
  const { db } = farm.database
  const build = await addBuildRow(db, { release: world.releases.onPypi, target: world.targets.high, tries: 2 })
  const given = { build, builder: world.pi, state: 'LOST' } as const
  await addAttemptRow(db, { ...given, try: 1 })
  await addAttemptRow(db, { ...given, try: 2 })
  const query = `query ($after: String) { newestBuilds(first: 2, after: $after) {
    nodes { number } pageInfo { hasNextPage endCursor } } }`

  const first = await api.ask(query)
  // The shape is the query's own.
  const { endCursor } = (first.data as { newestBuilds: { pageInfo: { endCursor: string } } }).newestBuilds.pageInfo
  const second = await api.ask(query, { after: endCursor })

  const { running, failed, built } = world.builds
  const page = (numbers: number[], hasNextPage: boolean) => ({
    data: {
      newestBuilds: {
        nodes: numbers.map((number) => ({ number })),
        pageInfo: { hasNextPage, endCursor: expect.any(String) },
      },
    },
  })
  expect(first).toEqual(page([build.id, running.id], true))
  expect(second).toEqual(page([failed.id, built.id], false))
})

test('anything is found again by its id, as what it is', async () => {
  const { owner, releases, targets, pi, builds, attempts: tries, wheel } = world
  const rows: [NodeType, number][] = [
    ['Package', owner.id],
    ['Release', releases.pure.id],
    ['Target', targets.low.id],
    ['Builder', pi.id],
    ['Build', builds.built.id],
    ['Attempt', tries.builtAttempt.id],
    ['Wheel', wheel.id],
  ]
  for (const [type, row] of rows) {
    const id = encodeId(type, row)
    const answer = await api.ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id })
    expect(answer).toEqual({ data: { node: { __typename: type, id } } })
  }
})

test('a cursor of another build’s attempts is refused, and so is one of its events', async () => {
  const cursorOf = async (field: string) => {
    const text = `query ($n: BigInt!) { build(number: $n) { ${field}(first: 1) { edges { cursor } } } }`
    const { data } = await api.ask(text, { n: world.builds.failed.id })
    // The shape is the query's own.
    return (data as { build: Record<string, { edges: { cursor: string }[] }> }).build[field]?.edges[0]?.cursor
  }
  const query = 'query ($n: BigInt!, $after: String) { build(number: $n) { attempts(after: $after) { nodes { id } } } }'

  const own = await api.ask(query, { n: world.builds.failed.id, after: await cursorOf('attempts') })
  const ofAnother = await api.ask(query, { n: world.builds.built.id, after: await cursorOf('attempts') })
  const ofEvents = await api.ask(query, { n: world.builds.failed.id, after: await cursorOf('events') })

  expect(own).toEqual({ data: { build: { attempts: { nodes: [] } } } })
  expect([codesOf(ofAnother), codesOf(ofEvents)]).toEqual([['BAD_USER_INPUT'], ['BAD_USER_INPUT']])
})
