import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeId, nodeTypes } from '../../src/resolvers/global-id.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addAttemptRow } from '../support/rows.ts'
import { type BrowserWorld, hostile, makeBrowserWorld } from './browser-world.ts'
import { codesOf, maintainerToken, type ServedApi, serveApi } from './serve-api.ts'

/* Whatever is asked, over HTTP as everybody asks: each connection, each id, each text to look by. Never a fault of ours. */

let farm: TestFarm
let api: ServedApi
let world: BrowserWorld
beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeBrowserWorld(farm)
  await addAttemptRow(farm.database.db, { build: world.lacking, builder: world.pi, state: 'LOST', try: 2 })
  await farm.database
    .sql`insert into build_events (build_id, actor, change) select ${world.lacking.id}, 'farm', 'OPENED'
    from generate_series(1, 3)`
  await farm.database
    .sql`insert into audit_events (actor, action, subject) select 'ada', 'test', 'farm' from generate_series(1, 3)`
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

/** Every connection: where it stands, with `%` for itself. */
const connections: Record<string, () => string> = {
  builders: () => '{ % }',
  newestBuilds: () => '{ % }',
  failures: () => '{ % }',
  auditEvents: () => '{ % }',
  releases: () => '{ package(name: "demo-pkg") { % } }',
  wheels: () => '{ release(package: "demo-pkg", version: "1.0") { % } }',
  attempts: () => `{ build(number: ${world.lacking.id}) { % } }`,
  events: () => `{ build(number: ${world.lacking.id}) { % } }`,
}

interface Asked {
  first?: number
  after?: string
}

/** Asks for a connection; `status` is HTTP's, for a client that takes GraphQL's own media type. */
async function askFor(name: string, { first = 1, after }: Asked) {
  const given = `first: ${first}${after === undefined ? '' : `, after: ${JSON.stringify(after)}`}`
  const field = `${name}(${given}) { pageInfo { endCursor } }`
  const query = connections[name]?.().replace('%', field) ?? ''
  const answer = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${maintainerToken}`,
    },
    body: JSON.stringify({ query }),
  })
  const text = await answer.text()
  // What came has the shape that GraphQL's answers have.
  return { status: answer.status, text, codes: codesOf(JSON.parse(text)) }
}

async function cursorOf(name: string): Promise<string | null> {
  const { text } = await askFor(name, {})
  return /"endCursor":"([^"]+)"/.exec(text)?.[1] ?? null
}

describe.each(Object.keys(connections))('%s', (name) => {
  test.each([101, 0, -1, 2_147_483_647])('a page of %d is refused', async (first) => {
    expect(await askFor(name, { first })).toMatchObject({ status: 200, codes: ['BAD_USER_INPUT'] })
  })

  test('a page of more than GraphQL counts is refused', async () => {
    expect(await askFor(name, { first: 2_147_483_648 })).toMatchObject({ status: 400 })
  })

  test.each([
    ['nothing', 'x'],
    ['an endless text', 'x'.repeat(50_000)],
    ['JSON of another kind', Buffer.from('{"a":1}').toString('base64url')],
    ['a cursor of the future', Buffer.from(JSON.stringify([2, name, 1])).toString('base64url')],
    ['a key that is none', Buffer.from(JSON.stringify([1, name, { id: 'x' }])).toString('base64url')],
    ['a key past all numbers', Buffer.from(`[1,"${name}",1e400]`).toString('base64url')],
    ['a NUL', 'a\0b'],
  ])('a cursor that is %s is refused', async (_what, after) => {
    expect(await askFor(name, { after })).toMatchObject({ status: 200, codes: ['BAD_USER_INPUT'] })
  })

  test('cursors of all other connections are refused', async () => {
    const own = await cursorOf(name)
    expect(own).not.toBeNull()
    for (const other of Object.keys(connections).filter((one) => one !== name)) {
      const after = await cursorOf(other)
      expect({ other, ...(await askFor(name, { after: after ?? '' })) }).toMatchObject({
        other,
        status: 200,
        codes: ['BAD_USER_INPUT'],
      })
    }
    expect(await askFor(name, { after: own ?? '' })).toMatchObject({ status: 200, codes: [] })
  })
})

describe('an id', () => {
  test.each(nodeTypes)('of a %s that is not there: NOT_FOUND', async (type) => {
    const answer = await api.ask(`{ node(id: "${encodeId(type, 999_999_999)}") { id } }`)
    expect(codesOf(answer)).toEqual(['NOT_FOUND'])
  })

  test.each([
    ['empty', ''],
    ['no base64', '***'],
    ['endless', 'x'.repeat(90_000)],
    ['of nothing', Buffer.from('Nothing:1').toString('base64url')],
    ['of the row 0', Buffer.from('Build:0').toString('base64url')],
    ['past all numbers', Buffer.from('Build:99999999999999999999').toString('base64url')],
    ['in another spelling', `${encodeId('Build', 1)}=`],
    ['with a NUL', 'a\0'],
  ])('that is %s: BAD_USER_INPUT', async (_what, id) => {
    const [node, build] = [
      await api.ask('query ($id: ID!) { node(id: $id) { id } }', { id }),
      await api.ask('query ($id: ID!) { build(id: $id) { id } }', { id }),
    ]
    expect([codesOf(node), codesOf(build)]).toEqual([['BAD_USER_INPUT'], ['BAD_USER_INPUT']])
  })
})

describe('a text to look by', () => {
  const long = 'x'.repeat(90_000)
  test.each([
    ['package(name: $text) { name }', 'BAD_USER_INPUT'],
    ['release(package: $text, version: "1.0") { version }', 'BAD_USER_INPUT'],
    ['release(package: "demo-pkg", version: $text) { version }', 'BAD_USER_INPUT'],
    ['failures(filter: { package: $text }) { nodes { line } }', 'BAD_USER_INPUT'],
    ['failures(filter: { abi: $text }) { nodes { line } }', 'BAD_USER_INPUT'],
    ['failures(filter: { platform: $text }) { nodes { line } }', 'BAD_USER_INPUT'],
    ['failures(filter: { missing: $text }) { nodes { line } }', 'BAD_USER_INPUT'],
    ['auditEvents(subject: $text) { nodes { actor } }', 'BAD_USER_INPUT'],
  ])('%s', async (field, code) => {
    const ask = async (text: string) =>
      codesOf(await api.ask(`query ($text: String!) { ${field} }`, { text }, maintainerToken))
    expect(await ask(long)).toEqual([code])
    expect(await ask('a\0b')).toEqual([code])
    expect(await ask('a\ud800b')).toEqual([code])
  })
})

test('a log with escape sequences, HTML and a line of a megabyte is text, whichever part is asked for', async () => {
  const document = `query ($number: BigInt!, $offset: BigInt) { build(number: $number) { attempts(first: 2) { nodes {
    try log(offset: $offset, bytes: 65536) { text offset endOffset totalBytes ended } } } } }`
  const parts = []
  for (let offset = 0, total = 1; offset < total; ) {
    const { data } = await api.ask(document, { number: world.lacking.id, offset })
    // What came has the shape that was asked for.
    const { nodes } = (data as { build: { attempts: { nodes: { try: number; log: LogPart | null }[] } } }).build
      .attempts
    const log = nodes.find((attempt) => attempt.try === 1)?.log
    if (!log || log.endOffset <= offset) throw new Error(`the log stands still at ${offset}`)
    parts.push(log.text)
    offset = log.endOffset
    total = log.totalBytes
  }

  expect(parts.length).toBeGreaterThan(15)
  expect(parts.join('')).toBe(
    [
      'Processing ./demo.tar.gz',
      'fatal error: <b>ffi.h</b>: No such file',
      'x'.repeat(1_000_000),
      `</pre>${hostile.markup}`,
      'error: the last line\n',
    ].join('\n'),
  )
})

interface LogPart {
  text: string
  endOffset: number
  totalBytes: number
}
