import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { TargetId } from '../ids.ts'
import { instant, rowId } from './packages.ts'

/** What the farm knows of itself: `secret`, `started_at`, and so on. Values are JSON. */
export const farmSettings = pgTable('farm_settings', {
  key: text().primaryKey(),
  value: jsonb().notNull(),
})

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
