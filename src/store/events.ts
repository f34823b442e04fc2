import type { AttemptId, BuildId } from '../../schema/ids.ts'
import { buildEvents } from '../../schema/tables/builds.ts'
import type { Tx } from './database.ts'

/** What can happen to a build. */
export type Change =
  | 'OPENED'
  | 'QUEUED'
  | 'STARTED'
  | 'BUILT'
  | 'FAILED'
  | 'EXCLUDED'
  | 'LOST'
  | 'CANCELLED'
  | 'RETRY'
  | 'PARKED'
  | 'RESUMED'
  | 'HELD'
  | 'REQUEUED'
  | 'RAISED'
  | 'CLOSED'
  | 'REOPENED'
  | 'LATE_REPORT'
  | 'WITHDRAWN'

export interface BuildEvent {
  build: BuildId
  attempt?: AttemptId
  /** `farm`, `builder:<id>` or the name of a maintainer. */
  actor: string
  change: Change
  reason?: string | null
}

/** Most rows of one INSERT: far below the 65,534 parameters that the protocol allows. */
const CHUNK = 1_000

/** Adds to the history of builds, in the transaction that makes the change. */
export async function recordEvents(tx: Tx, events: readonly BuildEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += CHUNK) {
    await tx.insert(buildEvents).values(
      events.slice(at, at + CHUNK).map(({ build, attempt, actor, change, reason }) => ({
        buildId: build,
        attemptId: attempt ?? null,
        actor,
        change,
        reason: reason ?? null,
      })),
    )
  }
}
