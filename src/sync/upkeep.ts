import { backOff } from '../patience.ts'
import { readCursor } from '../store/upstream-cursor.ts'
import { sweepPages } from '../store/upstream-dirty.ts'
import type { SyncContext } from './context.ts'
import { rootCause } from './root-cause.ts'
import { takeList } from './take-list.ts'
import { backOffS } from './timings.ts'

/** After a list that would remove too much: this long to the next, in seconds. */
const DOUBT_PAUSE_S = 300

/** Pages that the slow sweep asks for at a time, and how often, in seconds. */
const SWEEP_PAGES = 100
const SWEEP_EVERY_S = 60

/** What the poller does beside its polls, so that no long list holds up an event. */
export interface Upkeep {
  /** Begins what is due, and returns at once. @param changelogGone the list alone tells of changes now */
  begin(changelogGone: boolean): void
  /** Resolves when nothing is under way. */
  ended(): Promise<void>
}

export function openUpkeep(context: SyncContext): Upkeep {
  const state = { running: null as Promise<void> | null, failures: 0, listNotBefore: 0, sweepAt: 0 }
  const work = async (changelogGone: boolean) => {
    await context.tally.flush()
    await sweep(context, state)
    await list(context, state, changelogGone)
  }
  return {
    begin(changelogGone) {
      state.running ??= work(changelogGone)
        .catch((error: unknown) => {
          if (!context.signal.aborted) context.log.warn({ err: rootCause(error) }, 'upkeep failed; it is tried again')
        })
        .finally(() => {
          state.running = null
        })
    },
    ended: async () => void (await state.running),
  }
}

interface UpkeepState {
  /** Lists in a row that could not be taken. */
  failures: number
  /** In milliseconds since 1970, as `sweepAt`. */
  listNotBefore: number
  sweepAt: number
}

async function sweep({ farm, timings, log }: SyncContext, state: UpkeepState): Promise<void> {
  if (Date.now() < state.sweepAt) return
  state.sweepAt = Date.now() + SWEEP_EVERY_S * timings.secondMs
  const pages = await sweepPages(farm.database.db, new Date(Date.now() - timings.sweepMs), SWEEP_PAGES)
  if (pages > 0) log.debug({ pages }, 'old pages are looked at again')
}

async function list(context: SyncContext, state: UpkeepState, changelogGone: boolean): Promise<void> {
  const { farm, timings } = context
  const { begunSerial, indexAt } = await readCursor(farm.database.db)
  const everyMs = changelogGone ? timings.listAsTriggerMs : timings.listMs
  const due = indexAt === null || indexAt.getTime() + everyMs <= Date.now()
  if (begunSerial === null || !due || Date.now() < state.listNotBefore) return
  try {
    const { verdict } = await takeList(context, { asTrigger: changelogGone })
    state.failures = 0
    state.listNotBefore = verdict === 'take' ? 0 : Date.now() + DOUBT_PAUSE_S * timings.secondMs
  } catch (error) {
    state.failures += 1
    state.listNotBefore = Date.now() + backOff(state.failures, backOffS) * timings.secondMs
    throw error
  }
}
