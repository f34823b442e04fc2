import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { type FollowMode, readFollows } from './follows.ts'
import { readUpstreamCounts } from './upstream-counts.ts'
import { readCursor } from './upstream-cursor.ts'

/** How far upstream is followed, for a person who waits for it. */
export interface SyncStatus {
  follows: FollowMode
  /** Null before upstream was met. */
  serial: number | null
  reachedAt: Date | null
  lastError: string | null
  /** Of the list of all projects: null before it was taken in, and whether the last one is doubted. */
  list: { serial: number | null; at: Date | null; doubted: boolean }
  pages: {
    /** Asked for by an event or a person. */
    urgent: number
    /** Of the list of all projects, or of the slow sweep. */
    backlog: number
    /** Of the urgent ones, those that wait since more than six hours. */
    stuck: number
    stored: number
    /** In the last ten minutes. */
    perSecond: number
    /** Until the backlog is done, at that rate, in seconds; null when nothing moves, or nothing is left. */
    etaS: number | null
  }
  counts: Record<string, number>
}

/** Window of the rate, in seconds. */
const WINDOW_S = 600

/** Counts pages that are due and stored: some hundred thousand rows at most, for a command. */
export async function readSyncStatus(db: Db): Promise<SyncStatus> {
  const cursor = await readCursor(db)
  const [row] = [
    ...(await db.execute(sql`
      select reached_at, last_error, index_doubt is not null as doubted,
        (select count(*) from upstream_dirty where urgent) as urgent,
        (select count(*) from upstream_dirty where not urgent) as backlog,
        (select count(*) from upstream_dirty where urgent and first_at < now() - interval '6 hours') as stuck,
        (select count(*) from packages where page_serial is not null and removed_at is null) as stored,
        (select count(*) from packages where page_serial is not null and removed_at is null
          and page_checked_at > now() - ${WINDOW_S}::float8 * interval '1 second') as lately
      from (select 1) as one left join upstream_cursor c on c.id = 1`)),
  ]
  const number = (key: string) => Number(row?.[key] ?? 0)
  const perSecond = number('lately') / WINDOW_S
  const due = number('urgent') + number('backlog')
  return {
    follows: await readFollows(db),
    serial: cursor.begunSerial === null ? null : cursor.serial,
    reachedAt: row?.reached_at == null ? null : new Date(String(row.reached_at)),
    lastError: row?.last_error == null ? null : String(row.last_error),
    list: { serial: cursor.indexSerial, at: cursor.indexAt, doubted: row?.doubted === true },
    pages: {
      urgent: number('urgent'),
      backlog: number('backlog'),
      stuck: number('stuck'),
      stored: number('stored'),
      perSecond,
      etaS: due === 0 || perSecond === 0 ? null : Math.ceil(due / perSecond),
    },
    counts: Object.fromEntries(await readUpstreamCounts(db)),
  }
}
