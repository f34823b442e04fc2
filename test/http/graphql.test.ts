import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { rawRequest } from './raw-request.ts'
import { codesOf, type ServedApi, serveApi } from './serve-api.ts'

/* How the API behaves over HTTP, whatever is asked: shapes, status codes, limits, and what errors tell. */

let farm: TestFarm
let api: ServedApi
beforeAll(async () => {
  farm = await createTestFarm()
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

const json = { 'content-type': 'application/json' }
const post = (body: string, headers: Record<string, string> = json) =>
  rawRequest(api.url, '/graphql', { method: 'POST', headers, body })

test('a query by POST and by GET', async () => {
  const posted = await post('{"query":"{ __typename sync { serial } }"}')
  const got = await rawRequest(api.url, `/graphql?query=${encodeURIComponent('{ __typename }')}`, {
    headers: { 'apollo-require-preflight': '1' },
  })

  expect([posted.status, posted.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  expect(JSON.parse(posted.body.toString())).toEqual({ data: { __typename: 'Query', sync: null } })
  expect([got.status, JSON.parse(got.body.toString())]).toEqual([200, { data: { __typename: 'Query' } }])
})

test('the schema can be asked for', async () => {
  const answer = await api.ask('{ __type(name: "Build") { name } }')
  expect(answer).toEqual({ data: { __type: { name: 'Build' } } })
})

describe('what cannot be taken is answered in GraphQL’s shape, with a code', () => {
  const big = JSON.stringify({ query: `{ __typename } #${'x'.repeat(100_001)}` })
  const deep = `{"query":${JSON.stringify(`{${'a{'.repeat(500)}b${'}'.repeat(500)}}`)}}`
  const tokens = JSON.stringify({ query: `{ ${'__typename '.repeat(2_001)} }` })

  test.each([
    ['broken JSON', '{"query":', json, 400, 'BAD_REQUEST'],
    ['an empty body', '', json, 400, 'BAD_REQUEST'],
    ['no query', '{}', json, 400, 'BAD_REQUEST'],
    ['a body over the bound', big, json, 413, 'BAD_REQUEST'],
    ['a form, which any site could send', 'query={x}', { 'content-type': 'text/plain' }, 400, 'BAD_REQUEST'],
    ['another content type', '<x/>', { 'content-type': 'application/xml' }, 415, 'BAD_REQUEST'],
    ['a batch', '[{"query":"{ __typename }"}]', json, 400, 'BAD_REQUEST'],
    ['a syntax error', '{"query":"{"}', json, 200, 'GRAPHQL_PARSE_FAILED'],
    ['too many tokens', tokens, json, 200, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query":"{ nothing }"}', json, 200, 'GRAPHQL_VALIDATION_FAILED'],
    ['a deep nest of nothing', deep, json, 200, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a stored query, which we have none of',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      json,
      200,
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ],
  ])('%s', async (_what, body, headers, status, code) => {
    const answer = await post(body, headers)
    const { errors } = JSON.parse(answer.body.toString())
    const { requestId, ...extensions } = errors[0].extensions
    expect([answer.status, extensions]).toEqual([status, { code }])
    if (status === 200) expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.body.toString()).not.toMatch(/stack|node_modules|\/src\//)
  })
})

test('clients of the newer media type get the status that says more', async () => {
  const headers = { ...json, accept: 'application/graphql-response+json' }
  const answer = await post('{"query":"{"}', headers)
  expect([answer.status, answer.headers['content-type']]).toEqual([
    400,
    'application/graphql-response+json; charset=utf-8',
  ])
})

test('a mutation cannot come by GET', async () => {
  const query = 'mutation { packageSkip(input: { name: "a", reason: "b" }) { userErrors { code } } }'
  const answer = await rawRequest(api.url, `/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'apollo-require-preflight': '1' },
  })
  expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
})

describe('operations that are too large are refused before they run', () => {
  const twelve =
    '{ newestBuilds { nodes { release { package { releases { nodes { package { releases { nodes { package { name } } } } } } } } } } }'
  test.each([
    ['thirteen fields deep', twelve.replace('name', 'releases { totalCount }'), {}],
    ['sixteen aliases', `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }`, {}],
    [
      'a product of pages',
      'query ($n: Int!) { newestBuilds(first: $n) { nodes { attempts(first: $n) { nodes { build { events(first: $n) { nodes { at } } } } } } } }',
      { n: 100 },
    ],
  ])('%s', async (_what, query, variables) => {
    expect(codesOf(await api.ask(query, variables))).toEqual(['QUERY_TOO_COMPLEX'])
  })
})

describe('bad values get a code, never a fault of ours', () => {
  const release =
    'query ($package: String!, $version: String!) { release(package: $package, version: $version) { id } }'
  test.each([
    ['{ package(name: "") { id } }', {}, 'BAD_USER_INPUT'],
    ['query ($name: String!) { package(name: $name) { id } }', { name: 'x'.repeat(215) }, 'BAD_USER_INPUT'],
    ['query ($name: String!) { package(name: $name) { id } }', { name: 'a\0b' }, 'BAD_USER_INPUT'],
    ['query ($name: String!) { package(name: $name) { id } }', { name: 7 }, 'BAD_USER_INPUT'],
    [release, { package: 'a', version: 'x'.repeat(301) }, 'BAD_USER_INPUT'],
    [release, { package: 'a', version: '1\0' }, 'BAD_USER_INPUT'],
    ['{ build { id } }', {}, 'BAD_USER_INPUT'],
    ['{ build(id: "x", number: 1) { id } }', {}, 'BAD_USER_INPUT'],
    ['{ build(id: "x") { id } }', {}, 'BAD_USER_INPUT'],
    ['{ build(number: 1) { id } }', {}, 'NOT_FOUND'],
    ['{ build(number: 0) { id } }', {}, 'NOT_FOUND'],
    ['{ build(number: -9007199254740991) { id } }', {}, 'NOT_FOUND'],
    ['query ($n: BigInt!) { build(number: $n) { id } }', { n: 1e300 }, 'BAD_USER_INPUT'],
    ['query ($n: BigInt!) { build(number: $n) { id } }', { n: 1.5 }, 'BAD_USER_INPUT'],
    ['{ node(id: "x") { id } }', {}, 'BAD_USER_INPUT'],
    [`{ node(id: "${Buffer.from('Wheel:999999999999999').toString('base64url')}") { id } }`, {}, 'NOT_FOUND'],
    ['{ builders(first: 101) { nodes { id } } }', {}, 'BAD_USER_INPUT'],
    ['{ builders(first: 0) { nodes { id } } }', {}, 'BAD_USER_INPUT'],
    ['{ newestBuilds(after: "x") { nodes { id } } }', {}, 'BAD_USER_INPUT'],
  ])('%s %j', async (query, variables, code) => {
    const answer = await api.ask(query, variables)
    expect(codesOf(answer)).toEqual([code])
  })
})

test('what we do not know by name is null', async () => {
  const answer = await api.ask('{ package(name: "nothing") { id } release(package: "nothing", version: "1") { id } }')
  expect(answer).toEqual({ data: { package: null, release: null } })
})

test('a fault of ours is masked: no text of the database, no path, only the request id', async () => {
  const broken = await createTestFarm()
  const served = await serveApi(broken)
  await broken.database.sql`alter table packages rename to gone`
  try {
    const answer = await served.ask('{ package(name: "a") { id } }')
    expect(answer).toEqual({
      data: { package: null },
      errors: [
        {
          message: expect.stringMatching(/^Something went wrong on our side/),
          locations: [{ line: 1, column: 3 }],
          path: ['package'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
      ],
    })
  } finally {
    await served.close()
    await broken.close()
  }
})
