import { InputError, NotFoundError } from '../errors.ts'
import type { Farm } from '../jobs/farm.ts'
import { ProjectName } from '../ladder/names.ts'
import { recordAudit } from '../store/audit.ts'
import { readFollows } from '../store/follows.ts'
import { notify } from '../store/notify.ts'
import { findPackage } from '../store/packages.ts'
import { askForList, lockCursor, rewindCursor } from '../store/upstream-cursor.ts'
import { markDirty, markSince } from '../store/upstream-dirty.ts'

/**
 * Has a package's page fetched again, whatever is known of it.
 * @throws {NotFoundError} PACKAGE_UNKNOWN
 */
export async function resyncPackage(farm: Farm, name: string, actor: string): Promise<void> {
  const normal = ProjectName.safeParse(name).data
  await farm.database.db.transaction(async (tx) => {
    if (normal === undefined || (await findPackage(tx, normal)) === null) {
      throw new NotFoundError('PACKAGE_UNKNOWN', `there is no package ${JSON.stringify(name.slice(0, 200))}`)
    }
    await markDirty(tx, [{ name: normal, serial: 0 }])
    await recordAudit(tx, { actor, action: 'sync.resync', subject: `package:${normal}` })
  })
}

/** Has the list of all projects compared with what is known: the follower does it at its next look. */
export async function reconcile(farm: Farm, actor: string): Promise<void> {
  await farm.database.db.transaction(async (tx) => {
    await askForList(tx)
    await recordAudit(tx, { actor, action: 'sync.reconcile', subject: 'sync' })
    notify(tx, { kind: 'upstream' })
  })
}

/**
 * Sets the cursor back: the changelog is read again from there, and every package that changed since has its page fetched again.
 * @returns how many packages that are, as far as it is known yet
 * @throws {InputError} REWIND_INVALID when it is no serial, or beyond the cursor
 */
export async function rewind(farm: Farm, serial: number, actor: string): Promise<number> {
  return farm.database.db.transaction(async (tx) => {
    const cursor = await lockCursor(tx)
    if (!Number.isSafeInteger(serial) || serial < 0 || serial > cursor.serial || cursor.begunSerial === null) {
      throw new InputError('REWIND_INVALID', `give a serial from 0 to ${cursor.serial}, where the farm is`)
    }
    await rewindCursor(tx, serial)
    await recordAudit(tx, {
      actor,
      action: 'sync.rewind',
      subject: 'sync',
      detail: { from: cursor.serial, to: serial },
    })
    const packages = await markSince(tx, serial, { onlyAsked: (await readFollows(tx)) === 'packages' })
    notify(tx, { kind: 'upstream' })
    return packages
  })
}
