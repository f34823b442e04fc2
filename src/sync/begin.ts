import { notify } from '../store/notify.ts'
import { enterProjects } from '../store/packages.ts'
import { beginAt, lockCursor, readCursor } from '../store/upstream-cursor.ts'
import { recordFaults } from '../store/upstream-faults.ts'
import type { SyncContext } from './context.ts'
import type { IndexEntry } from './index-page.ts'

/** Projects that are entered by one statement. */
const CHUNK = 20_000

/**
 * Sets the cursor when the farm meets upstream for the first time; later it does nothing. `now`: from the newest event on, and
 * nothing else is fetched. `all`: every project is entered and asked for, and the cursor is the serial that the list of them is
 * sure to contain, which may be an hour old: what came after is in the changelog.
 * @throws {UpstreamError} when upstream does not answer
 */
export async function begin(context: SyncContext): Promise<void> {
  const cursor = await readCursor(context.farm.database.db)
  if (cursor.begunSerial !== null) return
  const start =
    context.since === 'now'
      ? { serial: await context.changelog.lastSerial(), entries: [], malformed: 0 }
      : await context.pages.index()
  await context.farm.database.db.transaction(async (tx) => {
    const held = await lockCursor(tx)
    if (held.begunSerial !== null) return
    const ordered = inOrder(start.entries)
    for (let at = 0; at < ordered.length; at += CHUNK) await enterProjects(tx, ordered.slice(at, at + CHUNK))
    if (start.malformed > 0) {
      await recordFaults(tx, [
        { code: 'INDEX_ENTRY', place: '/simple/', detail: `${start.malformed} entries are no project` },
      ])
    }
    await beginAt(tx, start.serial)
    notify(tx, { kind: 'upstream' })
  })
  context.log.info({ serial: start.serial, projects: start.entries.length, since: context.since }, 'following upstream')
}

/** Recently changed projects first: their pages are fetched in the order of their place here. */
function inOrder(entries: readonly IndexEntry[]): (IndexEntry & { order: number })[] {
  return [...entries].sort((a, b) => b.serial - a.serial).map((entry, order) => ({ ...entry, order }))
}
