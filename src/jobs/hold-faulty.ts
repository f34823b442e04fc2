import { lockBuild, lockReleases, updateBuild } from '../store/builds.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import type { QueuedBuild } from '../store/waiting.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'

/**
 * Holds a build whose job no retry would make better: a person must look, and the climb goes on without it. A transaction of its own,
 * since the release is locked before its builds; if it does not come to that, the next filling or sweep finds the build again.
 */
export async function holdFaulty(farm: Farm, { id, release }: QueuedBuild, note: string): Promise<void> {
  await farm.database.db.transaction(async (tx) => {
    await lockReleases(tx, [release])
    const build = await lockBuild(tx, id)
    if (build?.work !== 'WAITING') return
    await updateBuild(tx, id, { work: 'HELD', climbing: false, queuedAt: null, jobsLost: 0, note })
    await recordEvents(tx, [{ build: id, actor: 'farm', change: 'HELD', reason: note }])
    await planReleases(tx, [release], 'a build is held')
    notify(tx, { kind: 'build', build: id })
  })
}
