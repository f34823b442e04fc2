import { sql } from 'drizzle-orm'
import type { ReportAnswer } from '../../schema/farm-api.ts'
import type { BuildId } from '../../schema/ids.ts'
import { jobId } from '../../schema/job.ts'
import type { Report } from '../../schema/report.ts'
import { assertNever, FarmError } from '../errors.ts'
import { type AttemptRow, closeAttempt, lockAttempt, noteMeasures } from '../store/attempts.ts'
import { type BuildRow, lockBuild, lockReleases, untried, updateBuild } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import type { Delivery } from '../store/deliveries.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import { type LoadedRelease, loadReleases } from '../store/release-facts.ts'
import { findReport, insertReport } from '../store/reports.ts'
import { clearTargetFailures, readTarget, type TargetRow } from '../store/targets.ts'
import type { Farm } from './farm.ts'
import { actorOf, type BuilderIdentity } from './identity.ts'
import { failedOutcome, judgeReport, type Outcome, stateAfter } from './judge-report.ts'
import { planReleases } from './plan.ts'
import { publishWheels, type QuarantinedWheel } from './publish.ts'
import { retryCancelled, settleFailure } from './settle-failure.ts'
import { suspectBuilders } from './suspect.ts'
import { isReportOfUse } from './use-of-report.ts'

/** A report as it came, decoded, with its wheels as the farm read them. */
export interface IncomingReport {
  delivery: Delivery
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
    const scene = await lockScene(tx, incoming.delivery)
    if (scene === 'TAKEN') return 'TAKEN'
    const { build, attempt, release } = scene
    const { outcome, published } = await publishIfOfUse(tx, scene, judge(scene, incoming))
    const isOfUse = isOutcomeOfUse(scene, outcome)
    const actor = actorOf(builder)
    const answer: ReportAnswer = { state: stateAfter(attempt.state, outcome), published }
    await Promise.all([
      insertReport(tx, { attemptId: attempt.id, digest: incoming.digest, body: incoming.body, answer }),
      endAttempt(tx, scene, outcome, incoming.report),
    ])
    if (isOfUse) await applyOutcome(tx, scene, outcome, published, actor)
    else await passOver(tx, scene, outcome, actor)
    await suspectBuilders(tx, build.id, build.tries)
    await planReleases(tx, [release.id], `attempt ${attempt.id} ended`)
    notify(tx, { kind: 'build', build: build.id })
    if (published.length > 0) notify(tx, { kind: 'package', name: release.packageName })
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

async function lockScene(tx: Tx, delivery: Delivery): Promise<Scene | 'TAKEN'> {
  const { id, buildId } = delivery.attempt
  await lockReleases(tx, [delivery.release])
  // Sent together and run in this order: a transaction has one connection.
  const [build, attempt, taken, [release], target] = await Promise.all([
    lockBuild(tx, buildId),
    lockAttempt(tx, id),
    findReport(tx, id),
    loadReleases(tx, [delivery.release]),
    readTarget(tx, delivery.target),
  ])
  if (taken !== null) return 'TAKEN'
  if (build === null || attempt === null || release === undefined || target === null) {
    throw new FarmError('ROW_MISSING', `attempt ${id} has lost its build, release or target`)
  }
  return { release, target, build, attempt }
}

function judge({ release, target }: Scene, { report, wheels }: IncomingReport): Outcome {
  return judgeReport(report, wheels, {
    package: release.packageName,
    version: release.version,
    platform: target.platform,
    accepted: new Set(target.tags),
  })
}

function isOutcomeOfUse({ attempt, build, release }: Scene, outcome: Outcome): boolean {
  const bare =
    outcome.kind === 'failed' ? { kind: outcome.kind, failure: outcome.failure.kind } : { kind: outcome.kind }
  return isReportOfUse({ attempt, build, release: release.facts, outcome: bare })
}

/** Wheels that nobody can publish, however often they are sent, make the attempt a failed one. */
async function publishIfOfUse(
  tx: Tx,
  scene: Scene,
  judged: Outcome,
): Promise<{ outcome: Outcome; published: string[] }> {
  if (judged.kind !== 'built' || !isOutcomeOfUse(scene, judged)) return { outcome: judged, published: [] }
  const { names, fault } = await publishWheels(tx, scene.build, scene.attempt, judged.wheels)
  if (names !== null) return { outcome: judged, published: names }
  return { outcome: failedOutcome('WHEEL_INVALID', fault, false), published: [] }
}

/** A LOST attempt stays LOST; what it measured is kept all the same. */
async function endAttempt(tx: Tx, { attempt }: Scene, outcome: Outcome, report: Report): Promise<void> {
  const measures = { durationMs: report.durationMs, peakMemoryBytes: report.peakMemoryBytes }
  const state = stateAfter(attempt.state, outcome)
  if (attempt.closedAt !== null) return noteMeasures(tx, attempt.id, measures)
  const failure = outcome.kind === 'failed' ? outcome.failure : null
  const why = {
    failureKind: failure?.kind ?? null,
    failureLine: failure?.line ?? null,
    missingKind: failure?.missing?.what ?? null,
    missingName: failure?.missing?.name ?? null,
  }
  await closeAttempt(tx, attempt.id, { state, ...why, ...measures })
}

/** @param published the public names of what was published */
async function applyOutcome(
  tx: Tx,
  scene: Scene,
  outcome: Outcome,
  published: readonly string[],
  actor: string,
): Promise<void> {
  const { build, attempt } = scene
  switch (outcome.kind) {
    case 'built': {
      const built = { verdict: 'BUILT', decidedAt: sql`now()`, note: null, work: null, climbing: false } as const
      const reason = published.join(', ')
      await Promise.all([
        updateBuild(tx, build.id, { ...untried, ...built }),
        clearTargetFailures(tx, build.targetId),
        recordEvents(tx, [{ build: build.id, attempt: attempt.id, actor, change: 'BUILT', reason }]),
      ])
      return
    }
    case 'failed':
      return settleFailure(tx, build, attempt.id, outcome.failure, actor)
    case 'cancelled':
      return retryCancelled(tx, build, { build: build.id, attempt: attempt.id, actor, change: 'CANCELLED' })
    default:
      return assertNever(outcome)
  }
}

/** Stored, and of no use: the build has gone on, or nothing of the release is published any more. */
async function passOver(tx: Tx, { build, attempt }: Scene, outcome: Outcome, actor: string): Promise<void> {
  const reason = outcome.kind === 'failed' ? `not used: ${outcome.failure.kind}` : `not used: ${outcome.kind}`
  await recordEvents(tx, [{ build: build.id, attempt: attempt.id, actor, change: 'LATE_REPORT', reason }])
}
