import type { TargetId } from '../../schema/ids.ts'
import { Doorbell } from '../doorbell.ts'
import { listen } from '../store/notify.ts'
import { listTargets } from '../store/targets.ts'
import { endDueControls } from './due-controls.ts'
import type { Farm } from './farm.ts'
import { fillQueue } from './fill.ts'
import type { Queues } from './queues.ts'
import { reapAttempts } from './reaper.ts'
import { continueOpenings, continueReplans, releaseDueRetries, sweep } from './sweep.ts'

/** How often the parts run when nothing calls for them sooner, in milliseconds. */
const EVERY = {
  retries: 1_000,
  controls: 2_000,
  openings: 1_000,
  replans: 1_000,
  fillAll: 10_000,
  reaper: 10_000,
  sweep: 30_000,
} as const

/** A busy target asks for jobs with every start; filling it in one go costs far less than one by one. */
const FILL_AGAIN_MS = 50

/**
 * Keeps the queues filled until the signal: fills the window of a target when a notice says that builds wait on it, and runs retries,
 * reaper and sweep in turn. Errors are logged, and the part is tried again when its time comes. Several dispatchers may run at
 * once. Resolves when it has stopped.
 */
export async function runDispatcher(farm: Farm, queues: Queues, { signal }: { signal: AbortSignal }): Promise<void> {
  const pending = new Set<TargetId>()
  const filledAt = new Map<TargetId, number>()
  const fillableAt = (target: TargetId) => (filledAt.get(target) ?? 0) + FILL_AGAIN_MS
  const bell = new Doorbell()
  const wake = (targets: Iterable<TargetId>) => {
    for (const target of targets) pending.add(target)
    if (pending.size > 0) bell.ring()
  }
  const allTargets = async () => wake((await listTargets(farm.database.db)).map(({ id }) => id))
  const parts = [
    { name: 'retries', everyMs: EVERY.retries, run: async () => wake(await releaseDueRetries(farm)) },
    { name: 'controls', everyMs: EVERY.controls, run: () => endDueControls(farm) },
    { name: 'openings', everyMs: EVERY.openings, run: () => continueOpenings(farm) },
    { name: 'replans', everyMs: EVERY.replans, run: () => continueReplans(farm) },
    { name: 'reaper', everyMs: Math.min(EVERY.reaper, farm.lostAfterMs / 3), run: () => reapAttempts(farm) },
    { name: 'fill all', everyMs: EVERY.fillAll, run: allTargets },
    { name: 'sweep', everyMs: EVERY.sweep, run: () => sweep(farm, queues) },
  ].map((part) => ({ ...part, dueAt: 0 }))
  const unlisten = await listen(
    farm.database.sql,
    // The number is a target's id when the farm sent it, and finds nothing when somebody else did.
    (notice) => notice.kind === 'dispatch' && wake([notice.target as TargetId]),
    () => void allTargets().catch((error) => farm.log.error({ err: error }, 'targets could not be read')),
  )
  try {
    while (!signal.aborted) {
      for (const part of parts.filter(({ dueAt }) => dueAt <= Date.now())) {
        await attempt(farm, part.name, part.run)
        part.dueAt = Date.now() + part.everyMs
      }
      for (const target of [...pending].filter((one) => fillableAt(one) <= Date.now())) {
        pending.delete(target)
        filledAt.set(target, Date.now())
        await attempt(farm, 'fill', () => fillQueue(farm, queues, target))
      }
      const dueAt = Math.min(...parts.map((part) => part.dueAt), ...[...pending].map(fillableAt))
      await bell.wait(Math.max(0, dueAt - Date.now()), signal)
    }
  } finally {
    await unlisten()
  }
}

async function attempt(farm: Farm, part: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } catch (error) {
    farm.log.error({ err: error, part }, 'part of the dispatcher failed')
  }
}
