import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import type { BuilderId, ReleaseId, RequiresPythonId, TagSetId, TargetId } from '../ids.ts'
import { instant, requiresPythons, rowId, tagSets } from './packages.ts'

/** One environment we build for. Its facts come from an interpreter, at enrolment, and do not change. */
export const targets = pgTable(
  'targets',
  {
    id: rowId().$type<TargetId>(),
    /** ABI tag of the interpreter, such as `cp311` or `cp313t`. */
    abi: text().notNull(),
    /** Platform tag in its plain form, such as `linux_armv7l`. */
    platform: text().notNull(),
    /** Platforms climb one after the other in this order. */
    platformOrder: integer().notNull(),
    label: text().notNull(),
    /** Full version, such as `3.11.2`. */
    pythonVersion: text().notNull(),
    /** Every tag that the interpreter accepts, best first (`packaging.tags`). */
    tags: text().array().notNull(),
    frozenAt: instant(),
    frozenReason: text(),
    pausedAt: instant(),
    pausedReason: text(),
    /** The pause ends by itself then; null: a person ends it. */
    pausedUntil: instant(),
    /** When a builder of this target was last heard; parking counts from here. */
    builderSeenAt: instant().notNull().defaultNow(),
    /** Farm failures in a row that used up no try; a row of them rests the target until `breakerUntil`. */
    breakerFailures: integer().notNull().default(0),
    breakerUntil: instant(),
    /** While a new target is being opened over all releases: the last release that was looked at; null when all were. */
    openedThrough: bigint({ mode: 'number' }).$type<ReleaseId>(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [unique('targets_abi_platform').on(t.abi, t.platform)],
)

/** Whether a requires-python text admits a target's Python. Filled by the pure functions; SQL only joins it. */
export const requiresPythonTargets = pgTable(
  'requires_python_targets',
  {
    requiresPythonId: bigint({ mode: 'number' })
      .$type<RequiresPythonId>()
      .notNull()
      .references(() => requiresPythons.id),
    targetId: bigint({ mode: 'number' })
      .$type<TargetId>()
      .notNull()
      .references(() => targets.id),
    admits: boolean().notNull(),
  },
  (t) => [primaryKey({ columns: [t.requiresPythonId, t.targetId] })],
)

/** Whether a wheel with this tag set can be installed on a target. Filled by the pure functions; SQL only joins it. */
export const tagSetTargets = pgTable(
  'tag_set_targets',
  {
    tagSetId: bigint({ mode: 'number' })
      .$type<TagSetId>()
      .notNull()
      .references(() => tagSets.id),
    targetId: bigint({ mode: 'number' })
      .$type<TargetId>()
      .notNull()
      .references(() => targets.id),
    fits: boolean().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tagSetId, t.targetId] })],
)

/** A package that failed on a builder and was built by another. */
export interface Evidence {
  package: string
  version: string
  build: number
  failedAttempt: number
  failureKind: string | null
  builtAttempt: number
  builtBy: number
}

/** A machine that builds. It is not trusted: it proves itself by its key on every call. */
export const builders = pgTable(
  'builders',
  {
    id: rowId().$type<BuilderId>(),
    name: text().notNull(),
    keySha256: text().notNull(),
    /** What it said of itself at its last session; at most 16 kB. */
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    enrolledAt: instant().notNull().defaultNow(),
    lastBeatAt: instant(),
    /** The last beat's readings: load, memory, disk, temperature. */
    lastBeat: jsonb().$type<Record<string, unknown>>(),
    pausedAt: instant(),
    pausedReason: text(),
    /** The pause ends by itself then; null: a person ends it. The same for draining. */
    pausedUntil: instant(),
    drainingAt: instant(),
    drainingReason: text(),
    drainingUntil: instant(),
    /** It has left for good, in peace: it takes nothing more, and what it still reports counts. */
    retiredAt: instant(),
    /** Set by the farm itself, with the packages that failed here and succeeded elsewhere, until a person resumes it. */
    quarantinedAt: instant(),
    quarantineEvidence: jsonb().$type<Evidence[]>(),
    /** What failed on it before speaks no longer against it: a person resumed it then, or it is new. */
    trustedSince: instant().notNull().defaultNow(),
    revokedAt: instant(),
  },
  (t) => [unique('builders_key').on(t.keySha256)],
)

export const builderTargets = pgTable(
  'builder_targets',
  {
    builderId: bigint({ mode: 'number' })
      .$type<BuilderId>()
      .notNull()
      .references(() => builders.id),
    targetId: bigint({ mode: 'number' })
      .$type<TargetId>()
      .notNull()
      .references(() => targets.id),
    /** A person took the builder off this target, although it has the interpreter. */
    offAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.builderId, t.targetId] }), index('builder_targets_target').on(t.targetId)],
)

/** Single-use tokens that let a machine enrol. Only the hash is kept. */
export const enrolTokens = pgTable(
  'enrol_tokens',
  {
    id: rowId(),
    tokenSha256: text().notNull().unique(),
    createdBy: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    usedBy: bigint({ mode: 'number' })
      .$type<BuilderId>()
      .references(() => builders.id),
  },
  (t) => [check('enrol_tokens_used', sql`(${t.usedAt} is null) = (${t.usedBy} is null)`)],
)
