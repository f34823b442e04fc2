import type { BuildId, TargetId } from '../../schema/ids.ts'
import type { WorkState } from '../ladder/words.ts'
import { lockReleases } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import {
  dropRebuilds,
  listFrozenTargets,
  listIdleTargets,
  listOpenBuilds,
  listResumedTargets,
  type OpenBuild,
  parkBuilds,
  unparkBuilds,
} from '../store/parking.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'

/** A target that gave no work for this long does not hold the rungs above it any longer. */
export const IDLE_MS = 24 * 3_600_000

/** Builds of one transaction. */
const CHUNK = 500
/** Transactions for one target in one go: the queues are filled in between, and the next sweep goes on. */
const MOST_CHUNKS = 20

/**
 * Parks the open builds of targets that have had no builder, or were paused, for `idleMs` milliseconds, so that the climbs go on;
 * and resumes those of targets that give work again.
 */
export async function parkAndResume(farm: Farm, idleMs: number = IDLE_MS): Promise<void> {
  const { db } = farm.database
  for (const target of await listIdleTargets(db, idleMs)) {
    await inChunks(farm, target, ['WAITING', 'RETRY'], async (tx, open) => {
      const parked = await parkBuilds(tx, idsOf(open), 'its target gave no work for a day')
      await recordEvents(
        tx,
        parked.map((build) => ({ build, actor: 'farm', change: 'PARKED' })),
      )
    })
  }
  for (const target of await listResumedTargets(db, idleMs)) {
    await inChunks(farm, target, ['PARKED'], async (tx, open) => {
      const resumed = await unparkBuilds(tx, idsOf(open))
      await recordEvents(
        tx,
        resumed.map((build) => ({ build, actor: 'farm', change: 'RESUMED' })),
      )
    })
  }
}

/** Closes what is still open on frozen targets. What is being built may finish. */
export async function closeFrozen(farm: Farm): Promise<void> {
  for (const target of await listFrozenTargets(farm.database.db)) {
    await inChunks(farm, target, ['WAITING', 'RETRY', 'PARKED', 'HELD'], (tx, open) =>
      dropRebuilds(tx, idsOf(open), 'the target is frozen'),
    )
  }
}

/** Changes the open builds of a target, chunk by chunk, each with its releases locked and planned again. */
async function inChunks(
  farm: Farm,
  target: TargetId,
  states: readonly WorkState[],
  change: (tx: Tx, open: readonly OpenBuild[]) => Promise<void>,
): Promise<void> {
  let after: BuildId | null = null
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk += 1) {
    const last: BuildId | undefined = await farm.database.db.transaction(async (tx) => {
      const open = await listOpenBuilds(tx, target, states, after, CHUNK)
      if (open.length === 0) return undefined
      const releases = open.map(({ release }) => release)
      await lockReleases(tx, releases)
      await change(tx, open)
      await planReleases(tx, releases, `target ${target} changed`)
      notify(tx, { kind: 'dispatch', target })
      return open.length < CHUNK ? undefined : open.at(-1)?.id
    })
    if (last === undefined) return
    after = last
  }
}

const idsOf = (open: readonly OpenBuild[]): BuildId[] => open.map(({ id }) => id)
