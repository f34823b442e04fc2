import { sql } from 'drizzle-orm'
import { bigint, check, pgEnum, pgTable, text, unique } from 'drizzle-orm/pg-core'
import type { PackageId, ReleaseId } from '../ids.ts'
import { instant, packages, rowId } from './packages.ts'

export const buildOrSkip = pgEnum('build_or_skip', ['build', 'skip'])
export const acceptOrIgnore = pgEnum('accept_or_ignore', ['accept', 'ignore'])

/** What is built of a package, or of all that have no word of their own. A null column says nothing: the next one decides. */
export const policies = pgTable(
  'policies',
  {
    id: rowId(),
    /** Null in the one row that speaks for all packages. */
    packageId: bigint({ mode: 'number' })
      .$type<PackageId>()
      .references(() => packages.id),
    prereleases: buildOrSkip(),
    yanked: buildOrSkip(),
    upstreamWheels: acceptOrIgnore(),
    /** Only so many of the newest releases; 0: all. */
    newest: bigint({ mode: 'number' }),
    changedAt: instant().notNull().defaultNow(),
    changedBy: text().notNull(),
  },
  (t) => [
    unique('policies_package').on(t.packageId).nullsNotDistinct(),
    check('policies_newest', sql`${t.newest} between 0 and 10000`),
  ],
)

/** Releases that are to be planned anew since a rule for all packages changed: done in steps, in the order of their ids. */
export const replans = pgTable('replans', {
  id: rowId(),
  /** Which rules changed: names of columns of `policies`, or `follows`. */
  touches: text().array().notNull(),
  /** Releases up to this one are done. */
  through: bigint({ mode: 'number' }).$type<ReleaseId>().notNull(),
  reason: text().notNull(),
  at: instant().notNull().defaultNow(),
})
