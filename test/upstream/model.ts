import { z } from 'zod'

/** What PyPI keeps of one uploaded file. */
export const StoredFile = z.object({
  filename: z.string().min(1),
  packagetype: z.string(),
  /** `source` for sdists, the Python tag of a wheel, else what the file name says or `any`. */
  pythonVersion: z.string(),
  size: z.int().min(0),
  md5: z.string(),
  sha256: z.string(),
  blake2b256: z.string(),
  /** Of the METADATA that `<url>.metadata` serves; null for everything but wheels that could be read. */
  metadataSha256: z.string().nullable(),
  /** RFC 3339 in UTC with milliseconds. */
  uploadedAt: z.string(),
})
export type StoredFile = z.infer<typeof StoredFile>

/** What the first upload of a release fixes for all of its files. */
export const ReleaseMetadata = z.object({
  requiresPython: z.string().nullable(),
  summary: z.string().nullable(),
  requiresDist: z.array(z.string()),
})
export type ReleaseMetadata = z.infer<typeof ReleaseMetadata>

const name = z.string()
const version = z.string()
const release = { name, version }

/** One thing that happened to the registry; the facts that the journal file keeps. */
export const Change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('project'), name }),
  z.object({ kind: z.literal('release'), ...release }),
  z.object({ kind: z.literal('file'), ...release, file: StoredFile, metadata: ReleaseMetadata }),
  z.object({ kind: z.literal('yank'), ...release, reason: z.string().nullable().default(null) }),
  z.object({ kind: z.literal('unyank'), ...release }),
  z.object({ kind: z.literal('remove-file'), filename: z.string() }),
  z.object({ kind: z.literal('remove-release'), ...release }),
  z.object({ kind: z.literal('remove-project'), name }),
  /** Without a version the whole project. */
  z.object({ kind: z.literal('quarantine'), name, version: version.nullable().default(null) }),
  z.object({ kind: z.literal('clear-quarantine'), name, version: version.nullable().default(null) }),
  /** PyPI writes no journal row for these two. */
  z.object({ kind: z.literal('archive'), name }),
  z.object({ kind: z.literal('unarchive'), name }),
  /** A journal row of any text, and nothing else: roles, actions of old times, hostile ones. */
  z.object({
    kind: z.literal('row'),
    name: name.nullable(),
    version: version.nullable().default(null),
    action: z.string().nullable(),
    /** How far its serial lies above the last one; random and small when absent. */
    gap: z
      .int()
      .min(1)
      .max(2 ** 52)
      .optional(),
    /** So many rows of this text. */
    count: z.int().min(1).max(1_000_000).default(1),
  }),
  /** Many releases at once, each with a `.tar.gz` and so many wheels; their bytes cannot be downloaded. */
  z.object({
    kind: z.literal('many'),
    name,
    releases: z.int().min(1).max(20_000),
    wheels: z.int().min(0).max(50).default(0),
  }),
  /** Projects `<prefix>-0`, `<prefix>-1`, … without releases. */
  z.object({ kind: z.literal('many-projects'), prefix: z.string(), count: z.int().min(1).max(1_000_000) }),
  /**
   * Puts other values on a project's page than PyPI would: what no honest upload can bring about. PyPI writes no journal row for
   * it either.
   */
  z.object({
    kind: z.literal('patch'),
    name,
    /** `simple`: the page at `/simple/<name>/`. `json`: the one at `/pypi/<name>/json`. */
    page: z.enum(['simple', 'json']).default('simple'),
    /** The file whose entry is meant; absent: the top of the page, for `json` its `info`. */
    filename: z.string().nullable().default(null),
    /** Keys and their new values. */
    set: z.record(z.string(), z.json()).default({}),
    /** Keys that are left out. */
    drop: z.array(z.string()).default([]),
  }),
])
export type Change = z.infer<typeof Change>

/** A row of the changelog, in its order: name, version, Unix time in seconds, action, serial. */
export const Row = z.tuple([z.string().nullable(), z.string().nullable(), z.int(), z.string().nullable(), z.int()])
export type Row = z.infer<typeof Row>

/** A line of the journal file: a change and the changelog rows that it wrote. */
export const Entry = z.object({ change: Change, rows: z.array(Row) })
export type Entry = z.infer<typeof Entry>

export interface Release {
  version: string
  metadata: ReleaseMetadata
  yanked: boolean
  yankedReason: string | null
  quarantined: boolean
  files: StoredFile[]
}

/** See the change of the same name. */
export type Patch = Extract<Change, { kind: 'patch' }>

export interface Project {
  /** As the last upload spelled it. */
  displayName: string
  lastSerial: number
  status: 'active' | 'archived' | 'quarantined'
  /** By the version as the upload spelled it. */
  releases: Map<string, Release>
  patches: Patch[]
}

/** Everything that the stand-in answers from. */
export interface World {
  rows: Row[]
  /** The highest serial ever given; 0 before the first. */
  lastSerial: number
  /** By the normalised name. */
  projects: Map<string, Project>
  /** Every file ever uploaded by its name: PyPI never lets a name be used twice, nor forgets the bytes. */
  uploads: Map<string, StoredFile>
}

export function emptyWorld(): World {
  return { rows: [], lastSerial: 0, projects: new Map(), uploads: new Map() }
}
