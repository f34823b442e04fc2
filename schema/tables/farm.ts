import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { IncidentKind } from '../../src/ladder/incidents.ts'
import type { TargetId } from '../ids.ts'
import { instant, rowId } from './packages.ts'

/** What the farm knows of itself: `secret`, `started_at`, and so on. Values are JSON. */
export const farmSettings = pgTable('farm_settings', {
  key: text().primaryKey(),
  value: jsonb().notNull(),
})

/** That the farm can be heard: one row, kept fresh by whoever serves builders. */
export const farmPresence = pgTable(
  'farm_presence',
  {
    one: boolean().primaryKey().default(true),
    seenAt: instant().notNull().defaultNow(),
    /** Since when it is there without a gap: builders that were silent before may have had nobody to talk to. */
    backSince: instant().notNull().defaultNow(),
  },
  (t) => [check('farm_presence_one', sql`${t.one}`)],
)

/** That the farm itself is not well, as it sees it. Open until `endedAt`; of one kind and subject at most one is open. */
export const incidents = pgTable(
  'incidents',
  {
    id: rowId(),
    kind: text().$type<IncidentKind>().notNull(),
    /** What it is about: `farm`, or a target as `cp311 linux_armv7l`. */
    subject: text().notNull(),
    /** What is to be seen, and the likely cause, in one sentence each. */
    text: text().notNull(),
    cause: text().notNull(),
    beganAt: instant().notNull().defaultNow(),
    seenAt: instant().notNull().defaultNow(),
    endedAt: instant(),
  },
  (t) => [uniqueIndex('incidents_open').on(t.kind, t.subject).where(sql`${t.endedAt} is null`)],
)

/** What people and builders did that must be accountable. Append-only. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: rowId(),
    at: instant().notNull().defaultNow(),
    actor: text().notNull(),
    /** Such as `build.requeue`, `package.skip`, `report.conflict`. */
    action: text().notNull(),
    subject: text().notNull(),
    reason: text(),
    detail: jsonb().$type<Record<string, unknown>>(),
  },
  (t) => [index('audit_events_subject').on(t.subject, t.id)],
)

/**
 * Builds per target and state, kept by triggers and never counted: the sum of `counters` and of the `counter_deltas` that
 * the sweep has not folded in yet. Deltas are rows of their own so that no two transactions wait for one counter.
 * Keys: `WAITING`, `BUILDING`, `RETRY`, `PARKED`, `HELD` (open work), `BUILT`, `FAILED`, `EXCLUDED`, `CLOSED` (verdicts),
 * `OPEN:urgent`, `OPEN:fresh`, `OPEN:backlog` (open work by lane), `QUEUED` (waiting, with a job in the queue's window).
 */
export const counters = pgTable(
  'counters',
  {
    targetId: bigint({ mode: 'number' }).$type<TargetId>().notNull(),
    key: text().notNull(),
    value: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.targetId, t.key] })],
)

/**
 * What happened to the builds of a target in an hour, kept in the same way for eight days: `OPENED` (work began where there was
 * none), `BUILT`, `FAILED`, `EXCLUDED` (an attempt brought that verdict).
 */
export const hourCounters = pgTable(
  'hour_counters',
  {
    targetId: bigint({ mode: 'number' }).$type<TargetId>().notNull(),
    /** Its first instant. */
    hour: instant().notNull(),
    key: text().notNull(),
    value: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.targetId, t.hour, t.key] })],
)

/** What is not folded in yet: of `hour_counters` where there is an hour, of `counters` where there is none. */
export const counterDeltas = pgTable('counter_deltas', {
  id: rowId(),
  targetId: bigint({ mode: 'number' }).$type<TargetId>().notNull(),
  hour: instant(),
  key: text().notNull(),
  delta: bigint({ mode: 'number' }).notNull(),
})
