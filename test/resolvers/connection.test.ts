import { expect, test } from 'vitest'
import { z } from 'zod'
import { connection, type Order, type PageArgs } from '../../src/resolvers/connection.ts'
import type { PageRequest } from '../../src/store/page.ts'

const numbers: Order<number, number> = { name: 'numbers', key: z.int(), keyOf: (number) => number }

/** Numbers from `last` down to 1, as a keyset reader gives them. */
const countdown =
  (last: number) =>
  async ({ limit, after }: PageRequest<number>): Promise<number[]> =>
    Array.from({ length: last }, (_, place) => last - place)
      .filter((number) => after === null || number < after)
      .slice(0, limit + 1)

const page = (args: PageArgs, last = 5) => connection(numbers, 7, args, countdown(last))

test('pages follow one another without a gap, and the last one says so', async () => {
  const seen: number[][] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const { nodes, pageInfo } = await page({ first: 2, after })
    seen.push(nodes)
    more = pageInfo.hasNextPage
    after = pageInfo.endCursor
  }
  expect(seen).toEqual([[5, 4], [3, 2], [1]])
})

test('exactly as many as asked for is the last page', async () => {
  expect((await page({ first: 5 })).pageInfo.hasNextPage).toBe(false)
  expect((await page({ first: 4 })).pageInfo.hasNextPage).toBe(true)
  expect((await page({ first: 5 }, 0)).pageInfo).toEqual({ hasNextPage: false, endCursor: null })
})

test('each edge carries the cursor that goes on behind it', async () => {
  const { edges } = await page({ first: 3 })
  expect((await page({ first: 1, after: edges[1]?.cursor ?? '' })).nodes).toEqual([3])
})

test.each([0, -1, 101, 2 ** 31])('a page of %d is refused', async (first) => {
  await expect(page({ first })).rejects.toMatchObject({ code: 'PAGE_SIZE', at: 'first' })
})

test('a cursor of another owner, another connection or nobody is refused', async () => {
  const cursorOf = async (name: string, owner: number | null) =>
    (await connection({ ...numbers, name }, owner, { first: 1 }, countdown(5))).pageInfo.endCursor
  const foreign = [
    await cursorOf('numbers', 8),
    await cursorOf('numbers', null),
    await cursorOf('others', 7),
    'nonsense',
    Buffer.from('[1,"numbers:7"]').toString('base64url'),
    Buffer.from('[2,"numbers:7",3]').toString('base64url'),
    Buffer.from('[1,"numbers:7","3"]').toString('base64url'),
    Buffer.from('{').toString('base64url'),
  ]
  for (const after of foreign) {
    await expect(page({ first: 1, after })).rejects.toMatchObject({ code: 'CURSOR_INVALID', at: 'after' })
  }
})
