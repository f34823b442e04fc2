import { Doorbell } from '../doorbell.ts'
import { UpstreamError } from '../errors.ts'
import { backOff } from '../patience.ts'
import { noteUnreached, readCursor } from '../store/upstream-cursor.ts'
import { recordFaults } from '../store/upstream-faults.ts'
import { type PollerLock, tryPollerLock } from '../store/upstream-lock.ts'
import { begin } from './begin.ts'
import type { SyncContext } from './context.ts'
import { poll, pollOverlap } from './poll.ts'
import { rootCause } from './root-cause.ts'
import { backOffS } from './timings.ts'
import { openUpkeep } from './upkeep.ts'

/** Follows the changelog until the signal, as the only process that does. Never gives up. */
export async function runPoller(context: SyncContext): Promise<void> {
  const state = {
    failures: 0,
    failingSince: null as number | null,
    checked: false,
    overlapAt: Date.now() + context.timings.overlapMs,
    lock: null as PollerLock | null,
  }
  const quiet = new Doorbell()
  const upkeep = openUpkeep(context)
  try {
    while (!context.signal.aborted) {
      const pauseMs = await turn(context, state)
      if (state.lock?.isHeld()) upkeep.begin(isGone(context, state))
      await quiet.wait(pauseMs, context.signal)
    }
  } finally {
    await upkeep.ended()
    await state.lock?.release().catch(() => {})
  }
}

interface PollerState {
  /** In a row. */
  failures: number
  /** When the changelog failed first since it last answered, in milliseconds since 1970; null: it answers. */
  failingSince: number | null
  /** Whether upstream was seen to be no older than our cursor. */
  checked: boolean
  /** When the newest events are read again, in milliseconds since 1970. */
  overlapAt: number
  lock: PollerLock | null
}

/** One look at the changelog. @returns how long to wait for the next, in milliseconds */
async function turn(context: SyncContext, state: PollerState): Promise<number> {
  try {
    if (!(await holdLock(context, state))) return context.pollMs
    await begin(context)
    if (!state.checked) state.checked = await checkOlder(context)
    const more = await poll(context)
    if (more === 'done' && Date.now() >= state.overlapAt) {
      await pollOverlap(context)
      state.overlapAt = Date.now() + context.timings.overlapMs
    }
    if (state.failures > 0) context.log.info({ failures: state.failures }, 'upstream answers again')
    state.failures = 0
    state.failingSince = null
    return more === 'more' ? 0 : context.pollMs * (0.95 + Math.random() / 10)
  } catch (error) {
    return context.signal.aborted ? 0 : await failed(context, state, error)
  }
}

/** XML-RPC may be switched off for good: then the list of all projects tells of changes. */
function isGone({ timings }: SyncContext, { failingSince }: PollerState): boolean {
  return failingSince !== null && Date.now() - failingSince >= timings.changelogGoneMs
}

async function holdLock({ farm }: SyncContext, state: PollerState): Promise<boolean> {
  const held = state.lock?.isHeld() ?? false
  if (!held) state.lock = await tryPollerLock(farm.database.sql)
  return state.lock !== null
}

/** Serials never go back: an upstream whose newest is below our cursor was restored from a copy, or is another one. */
async function checkOlder({ farm, changelog, log }: SyncContext): Promise<true> {
  const { serial } = await readCursor(farm.database.db)
  const newest = await changelog.lastSerial()
  if (newest < serial) {
    const detail = `upstream's newest serial is ${newest}, ours ${serial}: nothing is read until it is passed`
    await recordFaults(farm.database.db, [{ code: 'CHANGELOG_OLDER', place: 'changelog', detail }])
    log.error({ code: 'CHANGELOG_OLDER', newest, serial }, detail)
  }
  return true
}

async function failed(context: SyncContext, state: PollerState, error: unknown): Promise<number> {
  state.failures += 1
  state.failingSince ??= Date.now()
  const told = error instanceof UpstreamError ? error.retryAfterS : undefined
  const retryInS = Math.max(told ?? 0, backOff(state.failures, backOffS))
  const retryInMs = retryInS * context.timings.secondMs
  const retryAt = new Date(Date.now() + retryInMs).toISOString()
  if (error instanceof UpstreamError) {
    const { code, message } = error
    context.log.warn({ code, failures: state.failures, retryAt }, `${message}; trying again at ${retryAt}`)
    await noteUnreached(context.farm.database.db, `${code}: ${message}`.slice(0, 500)).catch(() => {})
  } else {
    context.log.error(
      { err: rootCause(error), failures: state.failures, retryAt },
      'reading the changelog failed; it is tried again',
    )
  }
  return retryInMs
}
