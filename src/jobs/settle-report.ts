import { sql } from 'drizzle-orm'
import type { ReportAnswer } from '../../schema/farm-api.ts'
import type { AttemptId, BuildId } from '../../schema/ids.ts'
import { jobId } from '../../schema/job.ts'
import { type Report, reportBounds } from '../../schema/report.ts'
import { assertNever, FarmError } from '../errors.ts'
import { judgeCancelled } from '../ladder/blame.ts'
import { plainLine } from '../plain-text.ts'
import { type AttemptRow, closeAttempt, findAttempt, lockAttempt, noteMeasures } from '../store/attempts.ts'
import { type BuildRow, lockBuild, lockReleases, placeOfBuild, untried, updateBuild } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { type BuildEvent, recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import { type LoadedRelease, loadReleases } from '../store/release-facts.ts'
import { findReport, insertReport } from '../store/reports.ts'
import { clearTargetFailures, readTarget, type TargetRow } from '../store/targets.ts'
import type { Farm } from './farm.ts'
import { actorOf, type BuilderIdentity } from './identity.ts'
import { judgeWheels } from './judge-wheel.ts'
import { planReleases } from './plan.ts'
import { publishWheels, type QuarantinedWheel } from './publish.ts'
import { type Failure, settleFailure } from './settle-failure.ts'
import { isReportOfUse } from './use-of-report.ts'

/** A report as it came, decoded, with its wheels as the farm read them. */
export interface IncomingReport {
  attempt: AttemptId
  digest: string
  body: Buffer
  report: Report
  wheels: readonly QuarantinedWheel[]
}

export interface Settled {
  build: BuildId
  answer: ReportAnswer
  /** A job in the queue that nobody wants any more. */
  queued: { target: TargetRow; job: string } | null
}

/**
 * What a report changes, in one transaction: the report, attempt, build, wheels and the next rung, or nothing at all.
 * @returns `TAKEN` when a report of this attempt was taken meanwhile
 */
export async function settleReport(
  farm: Farm,
  builder: BuilderIdentity,
  incoming: IncomingReport,
): Promise<Settled | 'TAKEN'> {
  return farm.database.db.transaction(async (tx) => {
    const scene = await lockScene(tx, farm, incoming.attempt)
    if ((await findReport(tx, incoming.attempt)) !== null) return 'TAKEN'
    const outcome = judge(scene, incoming)
    await endAttempt(tx, scene, outcome, incoming.report)
    const { build, attempt, release } = scene
    const isOfUse = isReportOfUse({ attempt, build, release: release.facts, outcome: bareOutcome(outcome) })
    const actor = actorOf(builder)
    const published = isOfUse
      ? await applyOutcome(tx, scene, outcome, actor)
      : await passOver(tx, scene, outcome, actor)
    const answer: ReportAnswer = { state: stateAfter(attempt, outcome), published }
    await insertReport(tx, { attemptId: attempt.id, digest: incoming.digest, body: incoming.body, answer })
    await planReleases(tx, farm.policies, [release.id], `attempt ${attempt.id} ended`)
    await notify(tx, { kind: 'build', build: build.id })
    if (published.length > 0) await notify(tx, { kind: 'package', name: release.packageName })
    const isQueued = isOfUse && build.queuedAt !== null
    const job = jobId({ build: build.id, try: build.tries + 1 })
    return { build: build.id, answer, queued: isQueued ? { target: scene.target, job } : null }
  })
}

/** Everything that the report is about, locked: release, build, attempt, in this order as everywhere. */
interface Scene {
  release: LoadedRelease
  target: TargetRow
  build: BuildRow
  attempt: AttemptRow
}

async function lockScene(tx: Tx, farm: Farm, id: AttemptId): Promise<Scene> {
  const found = await findAttempt(tx, id)
  const releaseId = found === null ? null : ((await placeOfBuild(tx, found.buildId))?.release ?? null)
  if (found === null || releaseId === null) throw new FarmError('ROW_MISSING', `attempt ${id} is gone`)
  await lockReleases(tx, [releaseId])
  const build = await lockBuild(tx, found.buildId)
  const attempt = await lockAttempt(tx, id)
  const [release] = await loadReleases(tx, farm.policies, [releaseId])
  const target = build === null ? null : await readTarget(tx, build.targetId)
  if (build === null || attempt === null || release === undefined || target === null) {
    throw new FarmError('ROW_MISSING', `attempt ${id} has lost its build, release or target`)
  }
  return { release, target, build, attempt }
}

type Outcome =
  | { kind: 'built'; wheels: readonly QuarantinedWheel[] }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'cancelled' }

/** The builder says what happened; whether its wheels are what was asked for is the farm's own judgement. */
function judge({ release, target }: Scene, { report, wheels }: IncomingReport): Outcome {
  if (report.outcome === 'CANCELLED') return { kind: 'cancelled' }
  if (report.failure !== null) {
    const line = plainLine(report.failure.line, reportBounds.lineBytes)
    return { kind: 'failed', failure: { kind: report.failure.kind, line, endsClimb: false } }
  }
  const fault = judgeWheels(wheels, {
    package: release.packageName,
    version: release.version,
    platform: target.platform,
    accepted: new Set(target.tags),
  })
  if (fault === null) return { kind: 'built', wheels }
  return {
    kind: 'failed',
    failure: { kind: 'WHEEL_INVALID', line: plainLine(fault.line, reportBounds.lineBytes), endsClimb: fault.endsClimb },
  }
}

function bareOutcome(outcome: Outcome) {
  return outcome.kind === 'failed' ? { kind: outcome.kind, failure: outcome.failure.kind } : { kind: outcome.kind }
}

function stateAfter(attempt: AttemptRow, outcome: Outcome): ReportAnswer['state'] {
  if (attempt.state === 'LOST') return 'LOST'
  switch (outcome.kind) {
    case 'built':
      return 'BUILT'
    case 'failed':
      return 'FAILED'
    case 'cancelled':
      return 'CANCELLED'
    default:
      return assertNever(outcome)
  }
}

/** A LOST attempt stays LOST; what it measured is kept all the same. */
async function endAttempt(tx: Tx, { attempt }: Scene, outcome: Outcome, report: Report): Promise<void> {
  const measures = { durationMs: report.durationMs, peakMemoryBytes: report.peakMemoryBytes }
  const state = stateAfter(attempt, outcome)
  if (state === 'LOST') return noteMeasures(tx, attempt.id, measures)
  const failure = outcome.kind === 'failed' ? outcome.failure : null
  const why = { failureKind: failure?.kind ?? null, failureLine: failure?.line ?? null }
  await closeAttempt(tx, attempt.id, { state, ...why, ...measures })
}

/** @returns the public names of what was published */
async function applyOutcome(tx: Tx, scene: Scene, outcome: Outcome, actor: string): Promise<string[]> {
  const { build, attempt } = scene
  switch (outcome.kind) {
    case 'built': {
      const published = await publishWheels(tx, build, attempt, outcome.wheels)
      const built = { verdict: 'BUILT', decidedAt: sql`now()`, note: null, work: null, climbing: false } as const
      await updateBuild(tx, build.id, { ...untried, ...built })
      await clearTargetFailures(tx, build.targetId)
      const reason = published.join(', ')
      await recordEvents(tx, [{ build: build.id, attempt: attempt.id, actor, change: 'BUILT', reason }])
      return published
    }
    case 'failed':
      await settleFailure(tx, build, attempt.id, outcome.failure, actor)
      return []
    case 'cancelled':
      await retryCancelled(tx, scene, actor)
      return []
    default:
      return assertNever(outcome)
  }
}

/**
 * The builder gave up what the farm still wants, as it does when it is stopped in the middle of a build: nobody failed, so the build is
 * tried again soon, and less soon each time.
 */
async function retryCancelled(tx: Tx, { build, attempt }: Scene, actor: string): Promise<void> {
  const retryAt = new Date(Date.now() + judgeCancelled(build.freeRetries).afterMs)
  await updateBuild(tx, build.id, { work: 'RETRY', retryAt, queuedAt: null, freeRetries: build.freeRetries + 1 })
  const events: BuildEvent[] = [
    { build: build.id, attempt: attempt.id, actor, change: 'CANCELLED' },
    { build: build.id, actor: 'farm', change: 'RETRY', reason: retryAt.toISOString() },
  ]
  await recordEvents(tx, events)
}

/** Stored, and of no use: the build has gone on, or nothing of the release is published any more. */
async function passOver(tx: Tx, { build, attempt }: Scene, outcome: Outcome, actor: string): Promise<string[]> {
  const reason = outcome.kind === 'failed' ? `not used: ${outcome.failure.kind}` : `not used: ${outcome.kind}`
  await recordEvents(tx, [{ build: build.id, attempt: attempt.id, actor, change: 'LATE_REPORT', reason }])
  return []
}
