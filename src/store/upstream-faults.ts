import { sql } from 'drizzle-orm'
import { upstreamFaults } from '../../schema/tables/packages.ts'
import { cleanText } from '../plain-text.ts'
import type { Db, Tx } from './database.ts'

/** Something that upstream said and that could not be taken. */
export interface Fault {
  /** UPPER_SNAKE, as in docs/errors.md. */
  code: string
  /** Where it stands: a path, a changelog serial, a place on a page. */
  place: string
  detail: string
}

/** Longest text that is kept of place and detail, in bytes. */
const MAX_TEXT = 1_000

/** Most faults kept of one page or transaction: enough to understand it. */
const MAX_FAULTS = 200

/**
 * Writes down what could not be taken, for a person to read; the same fault at the same place is one row that counts.
 * Beyond 200 at a time the rest is left out.
 */
export async function recordFaults(db: Db | Tx, faults: readonly Fault[]): Promise<void> {
  const once = new Map(faults.slice(0, MAX_FAULTS).map((fault) => [`${fault.code} ${fault.place}`, fault]))
  if (once.size === 0) return
  const rows = [...once.values()].map(({ code, place, detail }) => ({
    code,
    place: cleanText(place, MAX_TEXT),
    detail: cleanText(detail, MAX_TEXT),
  }))
  await db
    .insert(upstreamFaults)
    .values(rows)
    .onConflictDoUpdate({
      target: [upstreamFaults.code, upstreamFaults.place],
      set: { seen: sql`${upstreamFaults.seen} + 1`, at: sql`now()`, detail: sql`excluded.detail` },
    })
}
