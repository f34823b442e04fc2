import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { attemptStates, failureKinds, missingKinds, verdicts, workStates } from '../../src/ladder/words.ts'
import type { AttemptId, BuilderId, BuildId, ReleaseId, TargetId } from '../ids.ts'
import { instant, lane, releases, rowId } from './packages.ts'
import { builders, targets } from './targets.ts'

export const attemptState = pgEnum('attempt_state', attemptStates)
export const failureKind = pgEnum('failure_kind', failureKinds)
export const missingKind = pgEnum('missing_kind', missingKinds)
export const verdict = pgEnum('verdict', verdicts)
export const workState = pgEnum('work_state', workStates)
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/**
 * One (release, target) that was ever opened. `verdict` is what is known, `work` what is still to do; a requeue has both.
 * At most one build of a release is `climbing`; parked and held builds, and requeues, are not.
 */
export const builds = pgTable(
  'builds',
  {
    id: rowId().$type<BuildId>(),
    releaseId: bigint({ mode: 'number' })
      .$type<ReleaseId>()
      .notNull()
      .references(() => releases.id),
    targetId: bigint({ mode: 'number' })
      .$type<TargetId>()
      .notNull()
      .references(() => targets.id),
    verdict: verdict(),
    failureKind: failureKind(),
    /** First error line of the log that decided, neutralised; at most 500 characters. */
    failureLine: text(),
    /** What the attempt that decided lacked, as its builder read it from the log; at most 200 bytes, neutralised. */
    missingKind: missingKind(),
    missingName: text(),
    /** Why a CLOSED build was closed, or why an open one is HELD or PARKED. */
    note: text(),
    work: workState(),
    climbing: boolean().notNull().default(false),
    /** With verdict FAILED: its wheel was of another package or release, so the climb ends; says nothing otherwise. */
    endsClimb: boolean().notNull().default(false),
    lane: lane().notNull(),
    /** Order within the lane, ascending: seconds since 1970, negated in the backlog lane (newest release first). */
    laneOrder: bigint({ mode: 'number' }).notNull(),
    /** Attempts started so far; the next one is `tries + 1` and its job `b<id>-<tries + 1>`. */
    tries: integer().notNull().default(0),
    /** Of these, tries that the farm failed and that count against the bound of three. */
    farmTries: integer().notNull().default(0),
    /** Farm failures that used up no try since the last other result; sets the back-off. */
    freeRetries: integer().notNull().default(0),
    retryAt: instant(),
    /** When its job was put into the queue's window; null: not in it. */
    queuedAt: instant(),
    /** How often its job was not in the queue although nobody had started it, since the last start. */
    jobsLost: integer().notNull().default(0),
    /** A HELD build waits again by itself then; null: a person must requeue it. */
    heldUntil: instant(),
    openedAt: instant().notNull().defaultNow(),
    changedAt: instant().notNull().defaultNow(),
    /** When the verdict was spoken, to the millisecond; kept by a trigger, and by whoever speaks the same verdict again. */
    decidedAt: timestamp({ withTimezone: true, precision: 3 }),
    /** Since when there is work on it; null while there is none. Kept by a trigger. */
    openSince: instant(),
  },
  (t) => [
    unique('builds_release_target').on(t.releaseId, t.targetId),
    uniqueIndex('builds_one_climbing').on(t.releaseId).where(sql`${t.climbing}`),
    index('builds_waiting')
      .on(t.targetId, t.lane, t.laneOrder, t.id)
      .where(sql`${t.work} = 'WAITING' and ${t.queuedAt} is null`),
    index('builds_queued').on(t.targetId, t.queuedAt).where(sql`${t.queuedAt} is not null`),
    index('builds_retry').on(t.retryAt).where(sql`${t.work} = 'RETRY'`),
    index('builds_open').on(t.targetId, t.id).where(sql`${t.work} is not null`),
    index('builds_oldest').on(t.targetId, t.openSince).where(sql`${t.work} in ('WAITING', 'BUILDING', 'RETRY')`),
    index('builds_fresh_waiting')
      .on(t.targetId, t.openSince)
      .where(sql`${t.lane} = 'fresh' and ${t.work} in ('WAITING', 'RETRY')`),
    index('builds_failed').on(t.targetId, t.decidedAt, t.id).where(sql`${t.verdict} = 'FAILED'`),
    index('builds_failed_kind').on(t.targetId, t.failureKind, t.decidedAt, t.id).where(sql`${t.verdict} = 'FAILED'`),
    index('builds_failed_missing')
      .on(t.targetId, t.missingName, t.decidedAt, t.id)
      .where(sql`${t.verdict} = 'FAILED' and ${t.missingName} is not null`),
    index('builds_parked').on(t.targetId).where(sql`${t.work} = 'PARKED'`),
    check(
      'builds_climbing',
      sql`not ${t.climbing} or (${t.verdict} is null and ${t.work} in ('WAITING', 'BUILDING', 'RETRY'))`,
    ),
    check('builds_retry_at', sql`(${t.work} is not distinct from 'RETRY') = (${t.retryAt} is not null)`),
    index('builds_held_until').on(t.heldUntil).where(sql`${t.heldUntil} is not null`),
    check('builds_queued_waits', sql`${t.queuedAt} is null or ${t.work} = 'WAITING'`),
    check('builds_failed_kind', sql`(${t.verdict} is not distinct from 'FAILED') <= (${t.failureKind} is not null)`),
    check('builds_missing_whole', sql`(${t.missingKind} is null) = (${t.missingName} is null)`),
    check('builds_ends_climb', sql`${t.endsClimb} <= (${t.verdict} is not distinct from 'FAILED')`),
    check('builds_something', sql`${t.verdict} is not null or ${t.work} is not null`),
  ],
)

/** One try of a build on one builder. The row is the lease: it exists from Start, once for each (build, try). */
export const attempts = pgTable(
  'attempts',
  {
    id: rowId().$type<AttemptId>(),
    buildId: bigint({ mode: 'number' })
      .$type<BuildId>()
      .notNull()
      .references(() => builds.id),
    try: integer().notNull(),
    builderId: bigint({ mode: 'number' })
      .$type<BuilderId>()
      .notNull()
      .references(() => builders.id),
    state: attemptState().notNull().default('STARTED'),
    failureKind: failureKind(),
    failureLine: text(),
    missingKind: missingKind(),
    missingName: text(),
    /** Chosen by the builder: a Start that is sent again with the same key gets the same answer. */
    startKey: text().notNull(),
    sdistFilename: text().notNull(),
    sdistSha256: text().notNull(),
    startedAt: instant().notNull().defaultNow(),
    beatAt: instant().notNull().defaultNow(),
    closedAt: instant(),
    durationMs: bigint({ mode: 'number' }),
    peakMemoryBytes: bigint({ mode: 'number' }),
    /** Bytes of log that the builder has sent; the first and last 8 MiB are kept. */
    logBytes: bigint({ mode: 'number' }).notNull().default(0),
  },
  (t) => [
    unique('attempts_build_try').on(t.buildId, t.try),
    uniqueIndex('attempts_one_open').on(t.buildId).where(sql`${t.state} = 'STARTED'`),
    index('attempts_open_beat').on(t.beatAt).where(sql`${t.state} = 'STARTED'`),
    index('attempts_builder').on(t.builderId, t.id),
    index('attempts_started').on(t.startedAt),
    check('attempts_closed', sql`(${t.state} = 'STARTED') = (${t.closedAt} is null)`),
    check('attempts_missing_whole', sql`(${t.missingKind} is null) = (${t.missingName} is null)`),
    check('attempts_failed_kind', sql`(${t.state} = 'FAILED') <= (${t.failureKind} is not null)`),
  ],
)

/** What a builder said of an attempt: the CBOR as it came, once. */
export const reports = pgTable(
  'reports',
  {
    attemptId: bigint({ mode: 'number' })
      .$type<AttemptId>()
      .primaryKey()
      .references(() => attempts.id),
    digest: text().notNull(),
    body: bytea().notNull(),
    receivedAt: instant().notNull().defaultNow(),
    /** The answer that was given, and is given again when the same report comes again. */
    answer: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index('reports_received').on(t.receivedAt)],
)

/** Files that a builder sent for an attempt: in quarantine until its report is judged. */
export const uploads = pgTable(
  'uploads',
  {
    attemptId: bigint({ mode: 'number' })
      .$type<AttemptId>()
      .notNull()
      .references(() => attempts.id),
    filename: text().notNull(),
    sha256: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    receivedAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.filename] })],
)

/** Every change of a build or attempt: who, when, why. Append-only. */
export const buildEvents = pgTable(
  'build_events',
  {
    id: rowId(),
    buildId: bigint({ mode: 'number' })
      .$type<BuildId>()
      .notNull()
      .references(() => builds.id),
    attemptId: bigint({ mode: 'number' })
      .$type<AttemptId>()
      .references(() => attempts.id),
    at: instant().notNull().defaultNow(),
    /** `farm`, `builder:<id>` or the name of a maintainer. */
    actor: text().notNull(),
    /** OPENED, QUEUED, STARTED, BUILT, FAILED, LOST, CANCELLED, RETRY, PARKED, RESUMED, HELD, REQUEUED, RAISED, CLOSED, … */
    change: text().notNull(),
    reason: text(),
  },
  (t) => [index('build_events_build').on(t.buildId, t.id)],
)
