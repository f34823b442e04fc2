import { recordAudit } from '../store/audit.ts'
import { endDueDrains, endDuePauses } from '../store/builder-control.ts'
import { lockReleases } from '../store/builds.ts'
import { recordEvents } from '../store/events.ts'
import { endHolds, listDueHolds } from '../store/holds.ts'
import { notify } from '../store/notify.ts'
import { endDueTargetPauses } from '../store/target-control.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'

const OVER = { actor: 'farm', reason: 'its time was over' } as const
/** Holds of one go. */
const HOLDS = 1_000

/** Ends what people asked for until a time that has come: pauses, drains and holds. */
export async function endDueControls(farm: Farm): Promise<void> {
  await farm.database.db.transaction(async (tx) => {
    for (const id of await endDuePauses(tx)) {
      await recordAudit(tx, { ...OVER, action: 'builder.resume', subject: `builder:${id}` })
    }
    for (const id of await endDueDrains(tx)) {
      await recordAudit(tx, { ...OVER, action: 'builder.undrain', subject: `builder:${id}` })
    }
    for (const { id, abi, platform } of await endDueTargetPauses(tx)) {
      await recordAudit(tx, { ...OVER, action: 'target.resume', subject: `target:${abi}:${platform}` })
      notify(tx, { kind: 'dispatch', target: id })
    }
  })
  await farm.database.db.transaction(async (tx) => {
    const due = await listDueHolds(tx, HOLDS)
    const releases = due.map(({ release }) => release)
    await lockReleases(tx, releases)
    const ended = await endHolds(
      tx,
      due.map(({ id }) => id),
    )
    await recordEvents(
      tx,
      ended.map(({ id }) => ({ build: id, ...OVER, change: 'RESUMED' })),
    )
    await planReleases(tx, releases, 'a hold is over')
    for (const { id, target } of ended) {
      notify(tx, { kind: 'build', build: id })
      notify(tx, { kind: 'dispatch', target })
    }
  })
}
