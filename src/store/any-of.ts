import { type Column, type SQL, sql } from 'drizzle-orm'

/**
 * Whether a column is one of these ids. One parameter whatever their number, so that there is one statement to write, prepare and plan;
 * with a parameter for each (`inArray`) every length would be another.
 */
export const anyId = (column: Column, ids: readonly number[]): SQL =>
  sql`${column} = any(${sql.param([...ids])}::bigint[])`

/** The same for texts. */
export const anyText = (column: Column, texts: readonly string[]): SQL =>
  sql`${column} = any(${sql.param([...texts])}::text[])`
