import { createHash, randomBytes } from 'node:crypto'
import type { InferInsertModel, InferSelectModel, Table } from 'drizzle-orm'
import type { AttemptId, BuilderId, BuildId, PackageId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { attempts, builds } from '../../schema/tables/builds.ts'
import { files, packages, releases, requiresPythons, tagSets } from '../../schema/tables/packages.ts'
import { builders, builderTargets, targets } from '../../schema/tables/targets.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import type { Db, Tx } from '../../src/store/database.ts'

/*
 * One function per kind of row: inserts it with defaults, so that a test mentions only what it is about. They write plain
 * rows: texts and tag sets get their rows, but nothing is planned and no yes-or-no table is filled.
 */

type Given<T extends Table> = Partial<InferInsertModel<T>>

const unique = (): string => randomBytes(4).toString('hex')
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

function only<Row>(rows: Row[]): Row {
  const [row] = rows
  if (row === undefined) throw new Error('no row was inserted')
  return row
}

export async function addPackage(
  db: Db | Tx,
  given: Given<typeof packages> = {},
): Promise<InferSelectModel<typeof packages>> {
  const name = given.name ?? `package-${unique()}`
  return only(
    await db
      .insert(packages)
      .values({ displayName: name, ...given, name })
      .returning(),
  )
}

export async function addRelease(
  db: Db | Tx,
  { package: owner, ...given }: Given<typeof releases> & { package: { id: PackageId } },
): Promise<InferSelectModel<typeof releases>> {
  const version = given.version ?? '1.0'
  const row = { versionKey: version, sortKey: version, isPrerelease: false, uploadedAt: new Date(), hasSdist: true }
  return only(
    await db
      .insert(releases)
      .values({ ...row, ...given, version, packageId: owner.id })
      .returning(),
  )
}

/** An sdist by default; give `filename` ending in `.whl` and `tags` for a wheel. */
export async function addFile(
  db: Db | Tx,
  {
    release,
    tags,
    requiresPython,
    ...given
  }: Given<typeof files> & {
    release: { id: ReleaseId }
    tags?: readonly string[]
    requiresPython?: string
  },
): Promise<InferSelectModel<typeof files>> {
  const filename = given.filename ?? `file-${unique()}-1.0.tar.gz`
  const row = {
    filename,
    kind: filename.endsWith('.whl') ? ('wheel' as const) : ('sdist' as const),
    url: `http://127.0.0.1:1/packages/${filename}`,
    sha256: hashOf(filename),
    size: 1_000,
    uploadedAt: new Date(),
    tagSetId: tags ? (await addTagSet(db, tags)).id : null,
    requiresPythonId: requiresPython === undefined ? null : (await addRequiresPython(db, requiresPython)).id,
  }
  return only(
    await db
      .insert(files)
      .values({ ...row, ...given, releaseId: release.id })
      .returning(),
  )
}

export async function addRequiresPython(db: Db | Tx, text: string): Promise<InferSelectModel<typeof requiresPythons>> {
  const row = { target: requiresPythons.text, set: { text } }
  return only(await db.insert(requiresPythons).values({ text }).onConflictDoUpdate(row).returning())
}

async function addTagSet(db: Db | Tx, given: readonly string[]): Promise<InferSelectModel<typeof tagSets>> {
  const tags = [...new Set(given)].sort().join(' ')
  return only(
    await db.insert(tagSets).values({ tags }).onConflictDoUpdate({ target: tagSets.tags, set: { tags } }).returning(),
  )
}

/** `cp311` on `linux_x86_64` unless told otherwise; its tags are the few that a test is likely to ask for. */
export async function addTargetRow(
  db: Db | Tx,
  given: Given<typeof targets> = {},
): Promise<InferSelectModel<typeof targets>> {
  const abi = given.abi ?? 'cp311'
  const platform = given.platform ?? 'linux_x86_64'
  const minor = Number(/^cp3(\d+)/.exec(abi)?.[1] ?? 11)
  const row = {
    abi,
    platform,
    platformOrder: 1,
    label: 'Test system',
    pythonVersion: `3.${minor}.2`,
    tags: acceptedTags(minor, platform),
  }
  return only(
    await db
      .insert(targets)
      .values({ ...row, ...given })
      .returning(),
  )
}

/** A short but true list of what CPython 3.`minor` accepts on a platform, best first. */
export function acceptedTags(minor: number, platform: string): string[] {
  const versions = Array.from({ length: minor + 1 }, (_, index) => minor - index)
  return [
    `cp3${minor}-cp3${minor}-${platform}`,
    ...versions.filter((v) => v >= 2).map((v) => `cp3${v}-abi3-${platform}`),
    `cp3${minor}-none-${platform}`,
    ...versions.map((v) => `py3${v}-none-${platform}`),
    `py3-none-${platform}`,
    `cp3${minor}-none-any`,
    ...versions.map((v) => `py3${v}-none-any`),
    'py3-none-any',
  ]
}

export async function addBuilderRow(
  db: Db | Tx,
  { targets: serves = [], ...given }: Given<typeof builders> & { targets?: readonly { id: TargetId }[] } = {},
): Promise<InferSelectModel<typeof builders>> {
  const row = { name: `builder-${unique()}`, keySha256: hashOf(unique()), facts: {} }
  const builder = only(
    await db
      .insert(builders)
      .values({ ...row, ...given })
      .returning(),
  )
  for (const target of serves) await db.insert(builderTargets).values({ builderId: builder.id, targetId: target.id })
  return builder
}

/** An open, climbing build that waits, unless told otherwise. */
export async function addBuildRow(
  db: Db | Tx,
  { release, target, ...given }: Given<typeof builds> & { release: { id: ReleaseId }; target: { id: TargetId } },
): Promise<InferSelectModel<typeof builds>> {
  const open = given.verdict === undefined && given.work === undefined
  const row = { lane: 'backlog' as const, laneOrder: 0, ...(open ? { work: 'WAITING' as const, climbing: true } : {}) }
  return only(
    await db
      .insert(builds)
      .values({ ...row, ...given, releaseId: release.id, targetId: target.id })
      .returning(),
  )
}

export async function addAttemptRow(
  db: Db | Tx,
  { build, builder, ...given }: Given<typeof attempts> & { build: { id: BuildId }; builder: { id: BuilderId } },
): Promise<InferSelectModel<typeof attempts>> {
  const row = {
    try: 1,
    startKey: unique().padEnd(16, '0'),
    sdistFilename: 'file-1.0.tar.gz',
    sdistSha256: hashOf('sdist'),
    closedAt: given.state === undefined || given.state === 'STARTED' ? null : new Date(),
  }
  return only(
    await db
      .insert(attempts)
      .values({ ...row, ...given, buildId: build.id, builderId: builder.id })
      .returning(),
  )
}

/** A published `py3-none-any` wheel unless told otherwise; `sha256` and `size` must be those of bytes that are there if it is to be served. */
export async function addWheelRow(
  db: Db | Tx,
  {
    build,
    attempt,
    tags = ['py3-none-any'],
    requiresPython,
    ...given
  }: Given<typeof wheels> & {
    build: { id: BuildId; releaseId: ReleaseId; targetId: TargetId }
    attempt: { id: AttemptId }
    tags?: readonly string[]
    requiresPython?: string
  },
): Promise<InferSelectModel<typeof wheels>> {
  const filename = given.filename ?? `wheel_${unique()}-1.0-py3-none-any.whl`
  const row = {
    releaseId: build.releaseId,
    targetId: build.targetId,
    filename,
    builtName: filename,
    sha256: hashOf(filename),
    size: 2_000,
    tagSetId: (await addTagSet(db, tags)).id,
    requiresPythonId: requiresPython === undefined ? null : (await addRequiresPython(db, requiresPython)).id,
    metadataSha256: hashOf(`${filename}.metadata`),
    requiresDist: [],
    libraries: [],
  }
  return only(
    await db
      .insert(wheels)
      .values({ ...row, ...given, buildId: build.id, attemptId: attempt.id })
      .returning(),
  )
}
