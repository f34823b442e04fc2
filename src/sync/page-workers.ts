import { backOff } from '../patience.ts'
import { claimDirty, type DirtyPackage, retryDirty, untilNextDirty } from '../store/upstream-dirty.ts'
import { recordFaults } from '../store/upstream-faults.ts'
import type { SyncContext } from './context.ts'
import { fetchPage } from './fetch-page.ts'
import { rootCause } from './root-cause.ts'
import { backOffS } from './timings.ts'

/** Longest sleep of a worker that nobody wakes, in milliseconds: a notice may be lost with its connection. */
const LONGEST_SLEEP_MS = 10_000

/** Fetches the pages that are due, several at a time, until the signal. Never gives up. */
export async function runPageWorkers(context: SyncContext): Promise<void> {
  await Promise.all(Array.from({ length: context.timings.workers }, () => runWorker(context)))
}

async function runWorker(context: SyncContext): Promise<void> {
  const { farm, pagesDue, signal } = context
  while (!signal.aborted) {
    const idleMs = await work(context).catch((error: unknown) => {
      farm.log.error({ err: rootCause(error) }, 'a page worker failed; it goes on')
      return context.timings.secondMs
    })
    if (idleMs > 0) await pagesDue.wait(idleMs, signal)
  }
}

/** Does the next page, if one is due. @returns how long nothing is to do, in milliseconds */
async function work(context: SyncContext): Promise<number> {
  const restMs = context.pages.restMs()
  if (restMs > 0) return Math.min(restMs, LONGEST_SLEEP_MS)
  const { db } = context.farm.database
  const dirty = await claimDirty(db, context.timings.leaseMs)
  if (dirty === null) return untilNextDirty(db, LONGEST_SLEEP_MS)
  try {
    await fetchPage(context, dirty)
  } catch (error) {
    await putBroken(context, dirty, error)
  }
  return 0
}

/** A fault of ours with one package must not stop the others, nor be tried again without a pause. */
async function putBroken({ farm, log, timings }: SyncContext, dirty: DirtyPackage, error: unknown): Promise<void> {
  const root = rootCause(error)
  const detail = (root instanceof Error ? root.message : String(root)).slice(0, 500)
  log.error({ err: root, package: dirty.packageName }, 'storing a page failed; it is tried again')
  await recordFaults(farm.database.db, [{ code: 'PAGE_NOT_STORED', place: `/simple/${dirty.packageName}/`, detail }])
  await retryDirty(farm.database.db, dirty.packageName, {
    afterMs: backOff(dirty.tries + 1, backOffS) * timings.secondMs,
    countsAsTry: true,
    lastError: detail,
  })
}
