import { type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from './database.ts'

/** What a reader needs: any connection or transaction. */
export type Reader = Db | Tx

/** A page by keyset: up to `limit` rows after the one whose key is `after`, or from the start. */
export interface PageRequest<Key> {
  limit: number
  after: Key | null
}

/**
 * Ids of each parent's page, as a subquery for `in (…)`. It reads one row more than the page holds, which tells whether
 * there is another page, and costs what the page holds, however many rows a parent has.
 * @param child selects the ids of one parent's rows; it may name the parent as `parent.id`, and has its own order
 */
export function pageIds(parents: readonly number[], page: PageRequest<unknown>, child: SQL): SQL {
  return sql`(select part.id from unnest(${sql.param([...parents])}::bigint[]) as parent(id)
    cross join lateral (${child} limit ${page.limit + 1}) as part)`
}
