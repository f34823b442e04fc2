import { readFollows } from '../store/follows.ts'
import { beginAt, lockCursor, readCursor } from '../store/upstream-cursor.ts'
import type { SyncContext } from './context.ts'
import { takeList } from './take-list.ts'

/**
 * Sets the cursor when the farm meets upstream for the first time; later it does nothing. `all`: every project is entered and asked for,
 * and the cursor is the serial that the list of them is sure to contain, which may be an hour old: what came after is in the changelog.
 * A farm that begins to follow all later has the list read beside its polls. Else: from the newest event on, and nothing is fetched but
 * what a person added.
 * @throws {UpstreamError} when upstream does not answer
 */
export async function begin(context: SyncContext): Promise<void> {
  const { db } = context.farm.database
  if ((await readCursor(db)).begunSerial !== null) return
  const mode = await readFollows(db)
  if (mode === 'all') {
    await takeList(context, { asTrigger: false })
    return
  }
  const serial = await context.changelog.lastSerial()
  await db.transaction(async (tx) => {
    const held = await lockCursor(tx)
    if (held.begunSerial === null) await beginAt(tx, serial)
  })
  context.log.info({ serial, follows: mode }, 'following upstream')
}
