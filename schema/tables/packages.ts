import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  pgEnum,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { lanes, projectStatuses } from '../../src/ladder/words.ts'
import type { FileId, PackageId, ReleaseId, RequiresPythonId, TagSetId } from '../ids.ts'

export const projectStatus = pgEnum('project_status', projectStatuses)
export const lane = pgEnum('lane', lanes)
export const goneReason = pgEnum('gone_reason', ['REMOVED', 'QUARANTINED'])
export const fileKind = pgEnum('file_kind', ['sdist', 'wheel', 'other'])

/** `timestamptz`, always UTC in code. */
export const instant = () => timestamp({ withTimezone: true })
/** A row's own number, made by Postgres. */
export const rowId = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()

/** A requires-python text, once for all files and wheels that say it; `requires_python_targets` has who it admits. */
export const requiresPythons = pgTable('requires_pythons', {
  id: rowId().$type<RequiresPythonId>(),
  text: text().notNull().unique(),
})

/** A set of wheel tags, once for all wheels that have it: the expanded tags, sorted, joined by single spaces. */
export const tagSets = pgTable('tag_sets', {
  id: rowId().$type<TagSetId>(),
  tags: text().notNull().unique(),
})

/** A project on PyPI. `name` is its PEP 503 normal form; nothing else identifies it. */
export const packages = pgTable(
  'packages',
  {
    id: rowId().$type<PackageId>(),
    name: text().notNull().unique(),
    displayName: text().notNull(),
    summary: text(),
    status: projectStatus().notNull().default('active'),
    /** Serial of the page that was stored last; null before the first. */
    pageSerial: bigint({ mode: 'number' }),
    /** Serial of the event that hid the whole package; only a page at least as new may show it again. */
    hiddenSerial: bigint({ mode: 'number' }),
    removedAt: instant(),
    /** When its page was last looked at and settled; the sweep looks again at what nobody has for long. */
    pageCheckedAt: instant(),
    /** How often a project was made under this name after one was removed: it may be another owner's. */
    generation: bigint({ mode: 'number' }).notNull().default(0),
    /** True when a person asked for it: it is followed, and built from its first release on, whatever else the farm follows. */
    fromStart: boolean().notNull().default(false),
    skippedAt: instant(),
    skippedBy: text(),
    skipReason: text(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [
    index('packages_page_checked')
      .on(t.pageCheckedAt)
      .where(sql`${t.pageSerial} is not null and ${t.removedAt} is null`),
    check('packages_name_normal', sql`${t.name} ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' and ${t.name} !~ '--'`),
    check('packages_skip_whole', sql`(${t.skippedAt} is null) = (${t.skipReason} is null)`),
  ],
)

/** One version of a package, under the text that PyPI gives it. */
export const releases = pgTable(
  'releases',
  {
    id: rowId().$type<ReleaseId>(),
    packageId: bigint({ mode: 'number' })
      .$type<PackageId>()
      .notNull()
      .references(() => packages.id),
    version: text().notNull(),
    /** Canonical PEP 440 form without trailing zeros; null for legacy texts that are no PEP 440 version. */
    versionKey: text(),
    /** Orders releases as PEP 440 does when compared byte by byte (collation "C"); legacy texts come first. */
    sortKey: text().notNull(),
    isPrerelease: boolean().notNull(),
    requiresPythonId: bigint({ mode: 'number' })
      .$type<RequiresPythonId>()
      .references(() => requiresPythons.id),
    /** Of its first file. */
    uploadedAt: instant(),
    firstSeenAt: instant().notNull().defaultNow(),
    hasSdist: boolean().notNull().default(false),
    gone: goneReason(),
    hiddenSerial: bigint({ mode: 'number' }),
    yanked: boolean().notNull().default(false),
    yankedReason: text(),
    skippedAt: instant(),
    skippedBy: text(),
    skipReason: text(),
    /** The lane of its climb: set when the climb starts, `backlog` after a limit failure; null before. */
    climbLane: lane(),
  },
  (t) => [
    unique('releases_package_version').on(t.packageId, t.version),
    index('releases_package_sort').on(t.packageId, t.sortKey),
    check('releases_skip_whole', sql`(${t.skippedAt} is null) = (${t.skipReason} is null)`),
  ],
)

/** A file on PyPI. A file name is given once for ever, so (filename → sha256) never changes: another hash is an alarm. */
export const files = pgTable(
  'files',
  {
    id: rowId().$type<FileId>(),
    releaseId: bigint({ mode: 'number' })
      .$type<ReleaseId>()
      .notNull()
      .references(() => releases.id),
    filename: text().notNull().unique(),
    kind: fileKind().notNull(),
    url: text().notNull(),
    sha256: text().notNull(),
    /** Bytes; null when the page does not say. */
    size: bigint({ mode: 'number' }),
    uploadedAt: instant(),
    requiresPythonId: bigint({ mode: 'number' })
      .$type<RequiresPythonId>()
      .references(() => requiresPythons.id),
    /** For wheels whose name parses. */
    tagSetId: bigint({ mode: 'number' })
      .$type<TagSetId>()
      .references(() => tagSets.id),
    yanked: boolean().notNull().default(false),
    yankedReason: text(),
    hiddenSerial: bigint({ mode: 'number' }),
    removedAt: instant(),
  },
  (t) => [
    index('files_release').on(t.releaseId),
    check('files_sha256', sql`${t.sha256} ~ '^[0-9a-f]{64}$'`),
    check('files_size', sql`${t.size} >= 0`),
  ],
)

/** How far PyPI's changelog is durably queued: every event up to `serial` is in `upstream_dirty` or done. One row. */
export const upstreamCursor = pgTable(
  'upstream_cursor',
  {
    id: bigint({ mode: 'number' }).primaryKey(),
    serial: bigint({ mode: 'number' }).notNull(),
    /** The first serial that the farm set out from; null until upstream has told it. Nothing below it is ever read. */
    begunSerial: bigint({ mode: 'number' }),
    /** Serial of the list of all projects that was taken in last; null before. An older list is not believed. */
    indexSerial: bigint({ mode: 'number' }),
    /** When that was; null: it is due. */
    indexAt: instant(),
    /** Digest of the projects that a list would have removed, too many at once: only a second list that says the same is believed. */
    indexDoubt: text(),
    movedAt: instant().notNull().defaultNow(),
    /** When upstream last answered, and what it last said when it did not. */
    reachedAt: instant(),
    lastError: text(),
  },
  (t) => [check('upstream_cursor_one', sql`${t.id} = 1`)],
)

/** The changelog as it was read; append-only. */
export const upstreamEvents = pgTable(
  'upstream_events',
  {
    serial: bigint({ mode: 'number' }).primaryKey(),
    /** As PyPI spelled it then. */
    name: text(),
    /** Its normal form; null when the text is no project name (`user:bob`, empty). */
    packageName: text(),
    version: text(),
    action: text().notNull(),
    happenedAt: instant().notNull(),
  },
  (t) => [index('upstream_events_package').on(t.packageName, t.serial)],
)

/** Packages whose page must be fetched, with the serial that the page must have reached. */
export const upstreamDirty = pgTable(
  'upstream_dirty',
  {
    packageName: text().primaryKey(),
    requiredSerial: bigint({ mode: 'number' }).notNull(),
    /** An event or a person asked for it: it goes before the backlog of the first start. */
    urgent: boolean().notNull().default(false),
    tries: bigint({ mode: 'number' }).notNull().default(0),
    nextAt: instant().notNull().defaultNow(),
    /** A worker has it until then; a worker that died leaves it to the others when this has passed. */
    claimedUntil: instant(),
    firstAt: instant().notNull().defaultNow(),
    lastError: text(),
    /** Digest of a page that would have removed most files: only a second page that says the same is believed. */
    doubtedDigest: text(),
  },
  (t) => [index('upstream_dirty_next').on(t.urgent.desc(), t.nextAt)],
)

/** What upstream said that could not be taken: a malformed row, page, file name, hash. Kept for a person to read. */
export const upstreamFaults = pgTable(
  'upstream_faults',
  {
    id: rowId(),
    at: instant().notNull().defaultNow(),
    code: text().notNull(),
    /** Where: a URL path, a changelog serial, a file name. At most 1,000 bytes. */
    place: text().notNull(),
    detail: text().notNull(),
    seen: bigint({ mode: 'number' }).notNull().default(1),
  },
  (t) => [uniqueIndex('upstream_faults_once').on(t.code, t.place)],
)

/** What the follower has met, by what it was: kept, never counted. */
export const upstreamCounts = pgTable('upstream_counts', {
  key: text().primaryKey(),
  value: bigint({ mode: 'number' }).notNull(),
})
