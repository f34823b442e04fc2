import { FarmError, InputError } from '../errors.ts'
import type { SystemPackage } from '../ladder/system-needs.ts'
import { tagSetText } from '../ladder/tags.ts'
import type { AttemptRow } from '../store/attempts.ts'
import type { BuildRow } from '../store/builds.ts'
import { internRequiresPythons, internTagSets } from '../store/compatibility.ts'
import { isRefusedValue, type Tx } from '../store/database.ts'
import type { UploadRow } from '../store/reports.ts'
import { insertWheel, listGivenNames } from '../store/wheels.ts'
import type { WheelContents } from '../wheel/read-wheel.ts'
import type { Farm } from './farm.ts'
import { buildTagOf, type GivenName, publicName } from './public-name.ts'

/**
 * A wheel in quarantine as the farm read it itself; `contents` is null where it could not be read, with the fault. What its builder says of
 * the libraries' packages is the one thing that the farm cannot see for itself.
 */
export type QuarantinedWheel = {
  filename: string
  sha256: string
  size: number
  systemPackages: readonly SystemPackage[]
} & ({ contents: WheelContents; metadataSha256: string } | { contents: null; fault: string })

const METADATA_BYTES = 16 * 1_024 ** 2

/** Reads an uploaded wheel as the untrusted file that it is, and keeps its METADATA, which the index serves beside it (PEP 658). */
export async function readQuarantined(
  { artifacts, readWheel }: Pick<Farm, 'artifacts' | 'readWheel'>,
  upload: Pick<UploadRow, 'filename' | 'sha256' | 'size'>,
  systemPackages: readonly SystemPackage[],
): Promise<QuarantinedWheel> {
  const { filename, sha256, size } = upload
  const wheel = { filename, sha256, size, systemPackages }
  try {
    const contents = await readWheel(await artifacts.path(sha256), filename)
    const metadata = await artifacts.receive(contents.metadata, { maxBytes: METADATA_BYTES })
    return { ...wheel, contents, metadataSha256: metadata.sha256 }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const fault = error.at === undefined ? error.message : `${error.at}: ${error.message}`
    return { ...wheel, contents: null, fault }
  }
}

/** What came of publishing: the public names, or why there are none. */
export type Publication = { names: string[]; fault: null } | { names: null; fault: string }

/**
 * Publishes the wheels of an attempt, all or none, in the transaction that settles its build. The caller has judged them and holds the
 * release, so no two publications of one release choose the same name. What would fail again however often it is tried (a name that
 * has no room for a build tag, a text that Postgres cannot hold) is a fault of the wheel; what may go well the next time is thrown.
 */
export async function publishWheels(
  tx: Tx,
  build: BuildRow,
  attempt: AttemptRow,
  wheels: readonly QuarantinedWheel[],
): Promise<Publication> {
  try {
    // A savepoint, so that the transaction can go on when Postgres refuses a value.
    return { names: await tx.transaction((inner) => insertWheels(inner, build, attempt, wheels)), fault: null }
  } catch (error) {
    if (error instanceof InputError) return { names: null, fault: `cannot be published: ${error.message}` }
    if (isRefusedValue(error)) return { names: null, fault: 'cannot be published: it says what cannot be kept' }
    throw error
  }
}

async function insertWheels(
  tx: Tx,
  build: BuildRow,
  attempt: AttemptRow,
  wheels: readonly QuarantinedWheel[],
): Promise<string[]> {
  const good = wheels.flatMap((wheel) => (wheel.contents === null ? [] : [wheel]))
  const [names, { texts, sets }] = await Promise.all([
    listGivenNames(tx, build.releaseId),
    internNeeds(
      tx,
      good.map(({ contents }) => contents),
    ),
  ])
  const given: GivenName[] = names.map((name) => ({
    ...name,
    ofThisBuild: name.build === build.id,
  }))
  const published: string[] = []
  for (const { filename: builtName, sha256, size, contents, metadataSha256, systemPackages } of good) {
    const filename = publicName(builtName, given)
    const tagSetId = sets.get(tagSetText(contents.name.tags))
    if (tagSetId === undefined) throw new FarmError('ROW_MISSING', `the tags of ${builtName} were not written`)
    await insertWheel(tx, {
      releaseId: build.releaseId,
      buildId: build.id,
      attemptId: attempt.id,
      targetId: build.targetId,
      filename,
      builtName,
      buildTag: buildTagOf(filename),
      sha256,
      size,
      tagSetId,
      requiresPythonId: contents.requiresPython === null ? null : (texts.get(contents.requiresPython) ?? null),
      metadataSha256,
      requiresDist: contents.requiresDist,
      libraries: contents.libraries,
      systemPackages: systemPackages.filter(({ soname }) => contents.libraries.includes(soname)),
    })
    // Two wheels of one attempt are no rebuild of each other.
    given.push({ filename, buildTag: buildTagOf(filename), ofThisBuild: false })
    published.push(filename)
  }
  return published
}

async function internNeeds(tx: Tx, contents: readonly WheelContents[]) {
  const texts = await internRequiresPythons(
    tx,
    contents.flatMap(({ requiresPython }) => requiresPython ?? []),
  )
  const sets = await internTagSets(
    tx,
    contents.map(({ name }) => tagSetText(name.tags)),
  )
  return { texts, sets }
}
