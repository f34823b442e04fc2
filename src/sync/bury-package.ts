import { planReleases } from '../jobs/plan.ts'
import { notify } from '../store/notify.ts'
import { loadPackageState } from '../store/package-state.ts'
import { buryPackage, findPackage } from '../store/packages.ts'
import { lockDirty, retryDirty, settleDirty } from '../store/upstream-dirty.ts'
import type { SyncContext } from './context.ts'

/**
 * Notes that a project does not exist upstream. What is known of it stays; nothing of it is built or served any more. A name
 * that was never stored leaves no trace.
 */
export async function buryGone(context: SyncContext, name: string, requiredSerial: number): Promise<void> {
  await context.farm.database.db.transaction(async (tx) => {
    const dirty = await lockDirty(tx, name)
    // An event came while the page was fetched: what it says is looked at first.
    if (dirty === null) return
    if (dirty.requiredSerial > requiredSerial) {
      return retryDirty(tx, name, { afterMs: 0, countsAsTry: false, lastError: null })
    }
    await settleDirty(tx, name)
    const owner = await findPackage(tx, name)
    if (owner === null) return
    await buryPackage(tx, owner.id)
    const { releases } = await loadPackageState(tx, owner.id)
    await planReleases(
      tx,
      releases.map(({ id }) => id),
      'the project is gone upstream',
    )
    notify(tx, { kind: 'package', name })
  })
}
