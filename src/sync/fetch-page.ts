import { UpstreamError } from '../errors.ts'
import { backOff } from '../patience.ts'
import { loadVersions } from '../store/package-state.ts'
import { findPackage } from '../store/packages.ts'
import { type DirtyPackage, retryDirty } from '../store/upstream-dirty.ts'
import { newestEvent } from '../store/upstream-events.ts'
import { recordFaults } from '../store/upstream-faults.ts'
import { readAction } from './action.ts'
import { type Applied, applyPage } from './apply-page.ts'
import { buryGone } from './bury-package.ts'
import type { SyncContext } from './context.ts'
import type { Page } from './page.ts'
import type { Description } from './project-json.ts'
import { pauseAfterStale, stepAfterNotFound, variantOfTry } from './stale-ladder.ts'
import { backOffS } from './timings.ts'

/** After an answer that no retry can better, seconds. */
const REFUSED_PAUSE_S = 3_600

/**
 * Fetches one project's page and stores it, or puts the package back for a later try. Never throws for upstream's faults.
 */
export async function fetchPage(context: SyncContext, dirty: DirtyPackage): Promise<void> {
  const log = context.log.child({ package: dirty.packageName })
  try {
    const variant = dirty.doubtedDigest === null ? variantOfTry(dirty.tries) : 'identity'
    const page = await context.pages.page(dirty.packageName, variant)
    if (page === null) return await notFound(context, dirty)
    const description = await describe(context, dirty.packageName, page)
    const applied = await applyPage(context, dirty, page, description)
    tellApplied(context, dirty, page, applied)
  } catch (error) {
    if (context.signal.aborted) return await giveBack(context, dirty, 0)
    if (!(error instanceof UpstreamError)) throw error
    await putBack(context, dirty, error)
    log.warn({ code: error.code, error: error.message, tries: dirty.tries + 1 }, 'page not stored; it is tried again')
  }
}

function tellApplied(context: SyncContext, dirty: DirtyPackage, page: Page, applied: Applied): void {
  const { log, tally } = context
  const { verdict, releases, alarms } = applied
  if (verdict === 'store' || verdict === 'store-stale') tally.count('pages', 1)
  if (verdict === 'stale' || verdict === 'store-stale') tally.count('stalePages', 1)
  if (verdict === 'doubt') tally.count('sanityBrakes', 1)
  tally.count('alarms', alarms)
  const facts = { package: dirty.packageName, serial: page.serial, releases, faults: page.faults.length }
  if (verdict === 'store') log.info(facts, 'page stored')
  else
    log.debug({ ...facts, requiredSerial: dirty.requiredSerial, verdict, tries: dirty.tries + 1 }, 'page not settled')
}

/** Name and summary, asked for only when the page brings a version that is not known: they change with releases. */
async function describe({ farm, pages, log }: SyncContext, name: string, page: Page): Promise<Description | null> {
  const owner = await findPackage(farm.database.db, name)
  const known = owner?.pageSerial == null ? null : await loadVersions(farm.database.db, owner.id)
  if (known !== null && page.versions.every((version) => known.has(version))) return null
  try {
    return await pages.description(name)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    log.debug({ package: name, code: error.code }, 'no summary this time')
    return null
  }
}

async function notFound(context: SyncContext, dirty: DirtyPackage): Promise<void> {
  const { farm, pages, log, timings } = context
  const { packageName, requiredSerial, tries } = dirty
  const event = await newestEvent(farm.database.db, packageName)
  const hide = event === null ? null : readAction(event.action, event.version).hide
  const step = stepAfterNotFound({
    newest:
      event === null
        ? null
        : {
            removed: hide?.kind === 'package' && hide.gone === 'REMOVED',
            ageMs: Date.now() - event.happenedAt.getTime(),
          },
    tries,
  })
  if (step.kind === 'retry') {
    const retry = {
      afterMs: step.afterS * timings.secondMs,
      countsAsTry: true,
      lastError: 'not found, though it changed lately',
    }
    return retryDirty(farm.database.db, packageName, retry)
  }
  if (step.kind === 'confirm') {
    if ((await pages.page(packageName, 'json')) !== null) {
      const retry = {
        afterMs: pauseAfterStale(tries + 1) * timings.secondMs,
        countsAsTry: true,
        lastError: 'found at one address only',
      }
      return retryDirty(farm.database.db, packageName, retry)
    }
    const detail = 'not found at both addresses, and no event says that it was removed'
    await recordFaults(farm.database.db, [{ code: 'PAGE_VANISHED', place: `/simple/${packageName}/`, detail }])
  }
  await buryGone(context, packageName, requiredSerial)
  log.info({ package: packageName }, 'project gone upstream')
}

async function putBack(context: SyncContext, dirty: DirtyPackage, error: UpstreamError): Promise<void> {
  const { db } = context.farm.database
  if (error.code === 'UPSTREAM_RESTING') return giveBack(context, dirty, (error.retryAfterS ?? 1) * 1_000)
  const unreadable = ['UPSTREAM_CONTENT', 'UPSTREAM_TOO_LARGE', 'PAGE_INVALID'].includes(error.code)
  if (unreadable || error.code === 'UPSTREAM_REFUSED') {
    const place = error.at ?? `/simple/${dirty.packageName}/`
    await recordFaults(db, [{ code: error.code, place, detail: error.message }])
  }
  const tries = dirty.tries + 1
  const pauseS = unreadable ? pauseAfterStale(tries) : pauseAfterFailure(error, tries)
  await retryDirty(db, dirty.packageName, {
    afterMs: pauseS * context.timings.secondMs,
    countsAsTry: true,
    lastError: `${error.code}: ${error.message}`.slice(0, 500),
  })
}

function pauseAfterFailure(error: UpstreamError, tries: number): number {
  if (error.retryAfterS !== undefined) return Math.max(error.retryAfterS, backOff(1, backOffS))
  return error.code === 'UPSTREAM_REFUSED' ? REFUSED_PAUSE_S : backOff(tries, backOffS)
}

/** Leaves a package as if it had not been taken. */
async function giveBack({ farm }: SyncContext, dirty: DirtyPackage, afterMs: number): Promise<void> {
  await retryDirty(farm.database.db, dirty.packageName, { afterMs, countsAsTry: false, lastError: null })
}
