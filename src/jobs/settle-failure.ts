import { sql } from 'drizzle-orm'
import type { AttemptId } from '../../schema/ids.ts'
import { assertNever } from '../errors.ts'
import { countsAsTry, type Judgement, judgeCancelled, judgeFailure } from '../ladder/blame.ts'
import { breakerAfter } from '../ladder/breaker.ts'
import type { FailureKind, MissingKind } from '../ladder/words.ts'
import { countBuildersDown } from '../store/attempts.ts'
import { type BuildRow, setClimbLane, updateBuild } from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { type BuildEvent, recordEvents } from '../store/events.ts'
import { clearTargetFailures, countTargetFailure } from '../store/targets.ts'

/** Why an attempt failed, and how far it reaches. */
export interface Failure {
  kind: FailureKind
  /** For a person to read; at most 500 characters. */
  line: string
  /** The same would come out on every rung above: the climb ends. */
  endsClimb: boolean
  /** What the build lacked, where its builder could tell; a name of at most 200 bytes. */
  missing: { what: MissingKind; name: string } | null
}

/**
 * What a failed attempt makes of its build: the last word, or another try later. The caller has locked release and build, has closed
 * the attempt, and plans the release afterwards.
 * @param actor `builder:<id>` whose report it was, or `farm` when it was silent
 */
export async function settleFailure(
  tx: Tx,
  build: BuildRow,
  attempt: AttemptId,
  failure: Failure,
  actor: string,
): Promise<void> {
  const farmTries = build.farmTries + (countsAsTry(failure.kind) ? 1 : 0)
  const { freeRetries } = build
  const lostOnBuilders = await countBuildersDown(tx, build.id, build.farmTries + freeRetries + 1)
  const judgement = judgeFailure({ kind: failure.kind, farmTries, freeRetries, lostOnBuilders })
  await countOnTarget(tx, build, judgement)
  const event: BuildEvent = {
    build: build.id,
    attempt,
    actor,
    change: 'FAILED',
    reason: `${failure.kind}: ${failure.line}`,
  }
  switch (judgement.kind) {
    case 'final':
      await settleFinal(tx, build, failure, judgement)
      return recordEvents(tx, [{ ...event, change: judgement.verdict }])
    case 'retry': {
      const retryAt = new Date(Date.now() + judgement.afterMs)
      const counted = judgement.countsAsTry ? { farmTries } : { freeRetries: freeRetries + 1 }
      await updateBuild(tx, build.id, { work: 'RETRY', retryAt, queuedAt: null, ...counted })
      const retry = { build: build.id, attempt, actor: 'farm', change: 'RETRY', reason: retryAt.toISOString() } as const
      return recordEvents(tx, [{ ...event, change: failure.kind === 'BUILDER_LOST' ? 'LOST' : 'FAILED' }, retry])
    }
    default:
      return assertNever(judgement)
  }
}

/**
 * An attempt was given up that the farm still wants, as when its builder is stopped in the middle, or was revoked: nobody failed, so the build
 * is tried again soon, and less soon each time. The caller has locked release and build.
 * @param event what happened to the attempt
 */
export async function retryCancelled(tx: Tx, build: BuildRow, event: BuildEvent): Promise<void> {
  const retryAt = new Date(Date.now() + judgeCancelled(build.freeRetries).afterMs)
  await updateBuild(tx, build.id, { work: 'RETRY', retryAt, queuedAt: null, freeRetries: build.freeRetries + 1 })
  await recordEvents(tx, [event, { build: build.id, actor: 'farm', change: 'RETRY', reason: retryAt.toISOString() }])
}

/** A failed rebuild leaves BUILT as it was. */
async function settleFinal(
  tx: Tx,
  build: BuildRow,
  failure: Failure,
  judgement: Extract<Judgement, { kind: 'final' }>,
): Promise<void> {
  const ended = { work: null, climbing: false, queuedAt: null, retryAt: null, farmTries: 0, freeRetries: 0 } as const
  const { verdict } = judgement
  const last = {
    verdict,
    failureKind: failure.kind,
    failureLine: failure.line,
    missingKind: failure.missing?.what ?? null,
    missingName: failure.missing?.name ?? null,
    endsClimb: verdict === 'FAILED' && failure.endsClimb,
    decidedAt: sql`now()`,
    note: null,
  } as const
  await updateBuild(tx, build.id, build.verdict === 'BUILT' ? ended : { ...ended, ...last })
  if (build.climbing && judgement.laneAfter === 'backlog') await setClimbLane(tx, [build.releaseId], 'backlog')
}

/** Farm failures that use up no try tell of an outage; any other result says that the target works. */
async function countOnTarget(tx: Tx, build: BuildRow, judgement: Judgement): Promise<void> {
  if (judgement.kind === 'retry' && !judgement.countsAsTry) {
    await countTargetFailure(tx, build.targetId, (failures) => breakerAfter({ failures }).restMs)
  } else if (judgement.kind === 'final') {
    await clearTargetFailures(tx, build.targetId)
  }
}
