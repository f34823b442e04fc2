import { assertNever } from '../errors.ts'

/** What may be wrong with the farm as a whole, as it sees it itself. */
export const incidentKinds = ['REPORTS_MISSING', 'FRESH_WAITS', 'BUILDERS_IDLE', 'SYNC_LAGS'] as const
export type IncidentKind = (typeof incidentKinds)[number]

/** What the farm measured of itself; all over the last hour unless it says otherwise. */
export interface Vitals {
  /** Attempts that were started. */
  starts: number
  /** Reports that were taken, of whatever attempt. */
  reports: number
  /** Attempts of the last hour that were given up, since their builder was silent. */
  lost: number
  /** Builders that were heard lately: each may have one build that still runs. */
  builders: number
  /** Attempts that such a builder has behind it, since it began another ten minutes ago or longer, and whose report was not taken. */
  undelivered: number
  /** Seconds since upstream was last reached, or since it was first tried in vain; null when it is not followed at all. */
  upstreamSilentS: number | null
  /** False: it has not been reached even once. */
  upstreamReached: boolean
  upstreamError: string | null
  /** Pages that an event or a person asked for, and that have waited for six hours or longer. */
  stuckPages: number
  targets: readonly TargetVitals[]
}

export interface TargetVitals {
  /** Such as `cp311 linux_armv7l`. */
  name: string
  /** Paused, frozen or resting: it is meant to stand still. */
  standsStill: boolean
  /** Builders that were heard lately, may build for it, and have nothing to build. */
  idleBuilders: number
  /** Builders that were heard lately and may build for it. */
  builders: number
  waiting: number
  /** Of these, those with a job in the queue. */
  queued: number
  /** Seconds since an attempt was started on it; null: not within the hour. */
  startedAgoS: number | null
  /** Seconds since the build that waits longest was opened; null: nothing waits. */
  oldestWaitS: number | null
  /** The same among those in lane `fresh`. */
  oldestFreshS: number | null
}

export interface Incident {
  kind: IncidentKind
  /** `farm`, or the name of a target. */
  subject: string
  /** What is to be seen. */
  text: string
  /** What is likely behind it, and where to look. */
  cause: string
}

/** Fewer starts than this say nothing. */
const TELLING_STARTS = 5
/** A new release should be built within hours; the longest build takes seven. */
const FRESH_S = 6 * 3_600
/** A builder looks for work several times a second, and the sweep mends queues twice a minute. */
const IDLE_S = 600
const UPSTREAM_S = 900
const NOT_TAKEN =
  'builders live and build, and their reports are not taken: look for refusals and errors of /farm/v1 in the log of the API, and at its disk'

/** What is wrong now. Pure: the same measures give the same incidents. */
export function findIncidents(vitals: Vitals): Incident[] {
  return incidentKinds.flatMap((kind) => incidentsOf(kind, vitals))
}

function incidentsOf(kind: IncidentKind, vitals: Vitals): Incident[] {
  switch (kind) {
    case 'REPORTS_MISSING':
      return reportsMissing(vitals)
    case 'FRESH_WAITS':
      return vitals.targets.flatMap(freshWaits)
    case 'BUILDERS_IDLE':
      return vitals.targets.flatMap(buildersIdle)
    case 'SYNC_LAGS':
      return syncLags(vitals)
    default:
      return assertNever(kind)
  }
}

/**
 * Work is handed out and nothing comes back. Each builder may have a build that still runs, so as many starts are owed nothing. This is
 * the shape of the outage that cost piwheels the spring of 2019: a slow encoder kept builders from sending, and nobody looked. Builders
 * that cannot deliver soon start nothing more, so what they hold counts as well as what was started.
 */
function reportsMissing(vitals: Vitals): Incident[] {
  const { starts, reports, lost, builders } = vitals
  const missing = starts - reports
  if (starts < TELLING_STARTS || missing <= builders || reports * 2 >= starts) return reportsHeld(vitals)
  const text = `${starts} attempts were started within the hour and ${reports} reports were taken`
  const cause =
    lost * 2 > missing
      ? `builders fall silent while they build (${lost} lost): their network, their power, or something that holds up their heartbeats`
      : NOT_TAKEN
  return [{ kind: 'REPORTS_MISSING', subject: 'farm', text, cause }]
}

function reportsHeld({ reports, undelivered }: Vitals): Incident[] {
  if (reports * 2 >= undelivered) return []
  const text = `builders hold ${undelivered} ended attempts whose reports were not taken, and ${reports} reports were taken within the hour`
  return [{ kind: 'REPORTS_MISSING', subject: 'farm', text, cause: NOT_TAKEN }]
}

function freshWaits(target: TargetVitals): Incident[] {
  const { name, standsStill, builders, idleBuilders, oldestFreshS } = target
  if (standsStill || oldestFreshS === null || oldestFreshS < FRESH_S) return []
  const text = `a new release has waited for ${hoursText(oldestFreshS)}`
  let cause = 'there are more new releases than its builders can build: add one'
  if (builders === 0) cause = 'no builder of this target has been heard lately'
  else if (idleBuilders > 0) cause = queueCause(target)
  return [{ kind: 'FRESH_WAITS', subject: name, text, cause }]
}

function buildersIdle(target: TargetVitals): Incident[] {
  const { name, standsStill, idleBuilders, waiting, startedAgoS, oldestWaitS } = target
  if (standsStill || idleBuilders === 0 || waiting === 0) return []
  const quietS = Math.min(startedAgoS ?? Number.POSITIVE_INFINITY, oldestWaitS ?? 0)
  if (quietS < IDLE_S) return []
  const text = `${idleBuilders} builders are idle, ${waiting} builds wait, and nothing has been started for ten minutes or longer`
  return [{ kind: 'BUILDERS_IDLE', subject: name, text, cause: queueCause(target) }]
}

function queueCause({ queued }: TargetVitals): string {
  return queued === 0
    ? 'nothing is put into the queue: is the role `dispatch` running, and does it reach Redis?'
    : 'jobs are in the queue and builders do not take them: can they reach Redis, is their user there, has the farm room on its disk?'
}

function syncLags(vitals: Vitals): Incident[] {
  const { upstreamSilentS, upstreamReached, upstreamError, stuckPages } = vitals
  if (upstreamSilentS === null || upstreamSilentS < UPSTREAM_S) return stuckPages === 0 ? [] : [pagesStuck(stuckPages)]
  const text = upstreamReached
    ? `upstream was last reached ${hoursText(upstreamSilentS)} ago`
    : `upstream was first tried ${hoursText(upstreamSilentS)} ago, and has not been reached yet`
  const cause =
    upstreamError === null
      ? 'nobody looks: is the role `sync` running?'
      : `upstream does not answer as it should: ${upstreamError}`
  return [{ kind: 'SYNC_LAGS', subject: 'farm', text, cause }]
}

function pagesStuck(pages: number): Incident {
  const text = `${pages} changed pages of upstream have waited for six hours or longer`
  const cause =
    'they are refused, or stay older than the changelog says: the table upstream_dirty has the last error of each'
  return { kind: 'SYNC_LAGS', subject: 'farm', text, cause }
}

function hoursText(seconds: number): string {
  return seconds < 7_200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3_600)} hours`
}
