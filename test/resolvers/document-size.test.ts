import { buildSchema, getIntrospectionQuery, getOperationAST, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { documentLimits, maxTokens } from '../../src/resolvers/document-limits.ts'
import { measureOperation } from '../../src/resolvers/document-size.ts'
import { readTypeDefs } from '../../src/resolvers/type-defs.ts'
import * as documents from '../../web/documents.ts'

const schema = buildSchema(await readTypeDefs())

const measure = (text: string, variables: Record<string, unknown> = {}) => {
  const document = parse(text, { maxTokens })
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  return measureOperation(schema, document, operation, variables)
}

test.each([
  ['{ __typename }', { depth: 1, aliases: 0, objects: 0 }],
  ['{ sync { serial } }', { depth: 2, aliases: 0, objects: 1 }],
  ['{ a: sync { s: serial } b: sync { serial } }', { depth: 2, aliases: 3, objects: 2 }],
  ['{ targets { backlog { open } } }', { depth: 3, aliases: 0, objects: 20 }],
  ['{ builders(first: 5) { nodes { id } } }', { depth: 3, aliases: 0, objects: 10 }],
  ['{ builders { edges { node { id } } } }', { depth: 4, aliases: 0, objects: 60 }],
  ['{ builders(first: 1000000) { nodes { id } } }', { depth: 3, aliases: 0, objects: 200 }],
  ['{ sync { ...S } } fragment S on Sync { a: serial pagesDue { count } }', { depth: 3, aliases: 1, objects: 2 }],
  ['{ node(id: "x") { ... on Build { number target { abi } } } }', { depth: 3, aliases: 0, objects: 2 }],
])('%s', (text, size) => {
  expect(measure(text)).toEqual(size)
})

test('the length of a page may be a variable; one that is not given counts as the longest', () => {
  const text = 'query ($first: Int! = 1) { builders(first: $first) { nodes { id } } }'
  expect([measure(text, { first: 3 }).objects, measure(text).objects]).toEqual([6, 200])
})

test('fragments that spread one another 2^60 times are measured at once', () => {
  const parts = Array.from(
    { length: 60 },
    (_, n) => `fragment F${n} on Query { a${n}: __typename ...F${n + 1} ...F${n + 1} }`,
  )
  const size = measure(`{ ...F0 } ${parts.join(' ')} fragment F60 on Query { __typename }`)
  expect(size.aliases).toBeGreaterThan(2 ** 59)
})

describe('what our own pages and tools ask is within the limits', () => {
  const own = { ...documents, introspection: getIntrospectionQuery({ inputValueDeprecation: true }) }
  test.each(Object.entries(own))('%s', (_name, text) => {
    const size = measure(text, {})
    expect(size.depth).toBeLessThanOrEqual(documentLimits.depth)
    expect(size.aliases).toBeLessThanOrEqual(documentLimits.aliases)
    expect(size.objects).toBeLessThanOrEqual(documentLimits.objects)
  })
})
