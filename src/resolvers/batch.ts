import DataLoader from 'dataloader'
import { FarmError } from '../errors.ts'
import type { PageRequest } from '../store/page.ts'

/** Most keys of one statement: far below the 65,534 parameters that the protocol allows. */
const maxBatchSize = 5_000

/** Loads one row for each key, in one statement for all that are asked for in the same tick; null where there is none. */
export function one<Key, Row>(
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader(
    async (keys) => {
      const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]))
      return keys.map((key) => rows.get(key) ?? null)
    },
    { maxBatchSize },
  )
}

/** Loads all rows of each key, in the order in which they are read. */
export function many<Key, Row>(
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row[]> {
  return new DataLoader(async (keys) => groups(keys, await read(keys), keyOf), { maxBatchSize })
}

/** Loads a page of rows for each owner: one loader for each page that is asked for, so that equal pages share a statement. */
export function pages<Key, Row, Place>(
  read: (owners: readonly Key[], page: PageRequest<Place>) => Promise<readonly Row[]>,
  ownerOf: (row: Row) => Key,
): (page: PageRequest<Place>) => DataLoader<Key, Row[]> {
  const loaders = new Map<string, DataLoader<Key, Row[]>>()
  return (page) => {
    const name = JSON.stringify(page)
    const loader = loaders.get(name) ?? many((owners) => read(owners, page), ownerOf)
    loaders.set(name, loader)
    return loader
  }
}

/** Reads something once for the whole request, when it is first asked for. */
export function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined
  return () => {
    value ??= read()
    return value
  }
}

/** The row that a foreign key points to. @throws {FarmError} ROW_MISSING */
export async function present<Row>(row: Promise<Row | null>): Promise<Row> {
  const found = await row
  if (found === null) throw new FarmError('ROW_MISSING', 'a row that another one points to is not there')
  return found
}

function groups<Key, Row>(keys: readonly Key[], rows: readonly Row[], keyOf: (row: Row) => Key): Row[][] {
  const byKey = new Map<Key, Row[]>(keys.map((key) => [key, []]))
  for (const row of rows) byKey.get(keyOf(row))?.push(row)
  return keys.map((key) => byKey.get(key) ?? [])
}
