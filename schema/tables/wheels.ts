import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import type { SystemPackage } from '../../src/ladder/system-needs.ts'
import type { AttemptId, BuildId, ReleaseId, RequiresPythonId, TagSetId, TargetId, WheelId } from '../ids.ts'
import { attempts, builds } from './builds.ts'
import { instant, releases, requiresPythons, rowId, tagSets } from './packages.ts'
import { targets } from './targets.ts'

/** A wheel of ours. `filename` is its public name for ever, and never names other bytes. */
export const wheels = pgTable(
  'wheels',
  {
    id: rowId().$type<WheelId>(),
    releaseId: bigint({ mode: 'number' })
      .$type<ReleaseId>()
      .notNull()
      .references(() => releases.id),
    buildId: bigint({ mode: 'number' })
      .$type<BuildId>()
      .notNull()
      .references(() => builds.id),
    attemptId: bigint({ mode: 'number' })
      .$type<AttemptId>()
      .notNull()
      .references(() => attempts.id),
    targetId: bigint({ mode: 'number' })
      .$type<TargetId>()
      .notNull()
      .references(() => targets.id),
    filename: text().notNull().unique(),
    /** The name that the build gave it, before a build tag was added. */
    builtName: text().notNull(),
    buildTag: text(),
    sha256: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    tagSetId: bigint({ mode: 'number' })
      .$type<TagSetId>()
      .notNull()
      .references(() => tagSets.id),
    requiresPythonId: bigint({ mode: 'number' })
      .$type<RequiresPythonId>()
      .references(() => requiresPythons.id),
    /** Of the METADATA file inside, which is served beside it (PEP 658). */
    metadataSha256: text().notNull(),
    requiresDist: text().array().notNull(),
    /** Sonames that its extension modules need (ELF NEEDED) and that it does not bring itself. */
    libraries: text().array().notNull(),
    /** Of these, those whose Debian package its builder knew, with what it said of them. */
    systemPackages: jsonb().$type<SystemPackage[]>().notNull().default([]),
    publishedAt: instant().notNull().defaultNow(),
    withdrawnAt: instant(),
    withdrawnReason: text(),
    withdrawnBy: text(),
  },
  (t) => [
    unique('wheels_attempt_name').on(t.attemptId, t.builtName),
    index('wheels_release').on(t.releaseId),
    index('wheels_by_sha256').on(t.sha256),
    check('wheels_withdrawn_whole', sql`(${t.withdrawnAt} is null) = (${t.withdrawnReason} is null)`),
    check('wheels_sha256', sql`${t.sha256} ~ '^[0-9a-f]{64}$' and ${t.metadataSha256} ~ '^[0-9a-f]{64}$'`),
  ],
)
