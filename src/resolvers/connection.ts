import { z } from 'zod'
import { InputError } from '../errors.ts'
import type { PageRequest } from '../store/page.ts'

/** A page as GraphQL shows it (Relay's connections). */
export interface Page<Row> {
  edges: { cursor: string; node: Row }[]
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** The order of one kind of connection: its name, what its cursors hold, and where a row stands in it. */
export interface Order<Row, Key> {
  name: string
  key: z.ZodType<Key>
  keyOf(row: Row): Key
}

/** Arguments of every connection. */
export interface PageArgs {
  first: number
  after?: string | null | undefined
}

/** Most rows of one page. */
export const maxPage = 100

/**
 * One page of a connection.
 * @param owner whose connection it is, when each row of another type has one; a cursor of another owner's is refused
 * @param read gives the rows after the key in the connection's order, one more than asked for if there are more
 * @throws {InputError} PAGE_SIZE, CURSOR_INVALID
 */
export async function connection<Row, Key>(
  order: Order<Row, Key>,
  owner: number | null,
  args: PageArgs,
  read: (page: PageRequest<Key>) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const { first: limit } = args
  if (limit < 1 || limit > maxPage)
    throw new InputError('PAGE_SIZE', `"first" must be 1 to ${maxPage}`, { at: 'first' })
  const name = owner === null ? order.name : `${order.name}:${owner}`
  const rows = await read({ limit, after: args.after ? decodeCursor(name, order.key, args.after) : null })
  const edges = rows.slice(0, limit).map((node) => ({ cursor: encodeCursor(name, order.keyOf(node)), node }))
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: { hasNextPage: rows.length > limit, endCursor: edges.at(-1)?.cursor ?? null },
  }
}

/** Raised when the meaning of cursors changes: older ones are then refused instead of misread. */
const CURSOR_VERSION = 1

function encodeCursor(connectionName: string, key: unknown): string {
  return Buffer.from(JSON.stringify([CURSOR_VERSION, connectionName, key])).toString('base64url')
}

function decodeCursor<Key>(connectionName: string, key: z.ZodType<Key>, cursor: string): Key {
  const parsed = z.tuple([z.literal(CURSOR_VERSION), z.literal(connectionName), key]).safeParse(fromBase64Json(cursor))
  if (!parsed.success) {
    throw new InputError('CURSOR_INVALID', 'this cursor is not one of this connection', { at: 'after' })
  }
  return parsed.data[2]
}

function fromBase64Json(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}
