import type { TargetId } from '../../schema/ids.ts'
import { deleteExpiredTokens, listQueueUsers } from '../store/builders.ts'
import { foldCounters } from '../store/counters.ts'
import { pruneHourCounts } from '../store/hour-counts.ts'
import { listTargets, listUnopenedTargets } from '../store/targets.ts'
import { releaseRetries } from '../store/waiting.ts'
import type { Farm } from './farm.ts'
import { closeFrozen, IDLE_MS, parkAndResume } from './parking.ts'
import { continueReplan } from './policies.ts'
import { setRedisUsers } from './queue-access.ts'
import type { Queues } from './queues.ts'
import { reconcileQueue, STALE_MS } from './reconcile.ts'
import { openTarget } from './targets.ts'

const RETRIES = 5_000
const OPEN_STEPS = 10

/** Lets retries wait again whose time has come. @returns the targets that have something to do now */
export async function releaseDueRetries(farm: Farm): Promise<Set<TargetId>> {
  return new Set(await farm.database.db.transaction((tx) => releaseRetries(tx, RETRIES)))
}

/** Opens new targets further, some ten thousand releases at a time, so that the queues are filled meanwhile. */
export async function continueOpenings(farm: Farm): Promise<void> {
  for (const target of await listUnopenedTargets(farm.database.db)) await openTarget(farm, target, OPEN_STEPS)
}

/** Goes on with what a changed policy touches, for some seconds at most. */
export async function continueReplans(farm: Farm): Promise<void> {
  for (let step = 0; step < OPEN_STEPS; step += 1) if ((await continueReplan(farm)) === null) return
}

/** Bounds of the sweep, in milliseconds; tests give their own. */
export interface SweepBounds {
  staleMs?: number
  idleMs?: number
}

/**
 * Puts right whatever was interrupted or has drifted: queues, frozen and idle targets, counters, queue
 * users, tokens. Each part goes on when another one fails; running it twice, or in two processes at once, changes nothing more.
 */
export async function sweep(farm: Farm, queues: Queues, bounds: SweepBounds = {}): Promise<void> {
  const { staleMs = STALE_MS, idleMs = IDLE_MS } = bounds
  const parts: Record<string, () => Promise<unknown>> = {
    frozen: () => closeFrozen(farm),
    parking: () => parkAndResume(farm, idleMs),
    queues: () => reconcileAll(farm, queues, staleMs),
    counters: () => farm.database.db.transaction((tx) => foldCounters(tx)),
    hours: () => pruneHourCounts(farm.database.db),
    users: () => refreshUsers(farm, queues),
    tokens: () => deleteExpiredTokens(farm.database.db),
  }
  for (const [part, run] of Object.entries(parts)) {
    try {
      await run()
    } catch (error) {
      farm.log.error({ err: error, part }, 'part of the sweep failed')
    }
  }
}

async function reconcileAll(farm: Farm, queues: Queues, staleMs: number): Promise<void> {
  for (const target of await listTargets(farm.database.db)) {
    const { added, removed } = await reconcileQueue(farm, queues, target.id, staleMs)
    if (added + removed > 0) farm.log.info({ target: target.id, added, removed }, 'queue put right')
  }
}

/** Redis forgets its users when it is restarted; a revoked builder's user goes. */
async function refreshUsers(farm: Farm, queues: Queues): Promise<void> {
  if (queues.config.backend !== 'redis') return
  await setRedisUsers(farm, queues.config, await listQueueUsers(farm.database.db))
}
