import { eq } from 'drizzle-orm'
import { packages, releases } from '../../schema/tables/packages.ts'
import { notify } from '../../src/store/notify.ts'
import type { TestFarm } from './farm.ts'
import { makeWheel, metadataText, type WheelGiven } from './make-wheel.ts'
import { addAttemptRow, addBuilderRow, addBuildRow, addPackage, addRelease, addTargetRow, addWheelRow } from './rows.ts'

export interface PublishedWheel {
  filename: string
  bytes: Buffer
  metadata: string
  sha256: string
  metadataSha256: string
  packageId: Awaited<ReturnType<typeof addPackage>>['id']
  releaseId: Awaited<ReturnType<typeof addRelease>>['id']
  wheelId: Awaited<ReturnType<typeof addWheelRow>>['id']
}

/**
 * Puts a real wheel where the farm's own intake would have put it: bytes and METADATA among the artifacts, the rows in the
 * database, a notice to who is listening. Package and release are made when they are not there.
 * @param given.filename another public name than the wheel's own
 */
export async function publishWheel(farm: TestFarm, given: WheelGiven & { filename?: string }): Promise<PublishedWheel> {
  const { db } = farm.database
  const wheel = await makeWheel(given)
  const filename = given.filename ?? wheel.filename
  const metadata = metadataText(given)
  const stored = await farm.artifacts.receive(wheel.bytes, { maxBytes: 10_000_000 })
  const storedMetadata = await farm.artifacts.receive(Buffer.from(metadata), { maxBytes: 10_000_000 })

  const release = await findOrAddRelease(farm, given)
  const target = await addTargetRow(db, { abi: `cp3${++targetsMade}` })
  const build = await addBuildRow(db, { release, target, verdict: 'BUILT' })
  const attempt = await addAttemptRow(db, { build, builder: await addBuilderRow(db), state: 'BUILT' })
  const row = await addWheelRow(db, {
    build,
    attempt,
    filename,
    ...stored,
    metadataSha256: storedMetadata.sha256,
    ...(given.requiresPython === undefined ? {} : { requiresPython: given.requiresPython }),
  })
  await db.transaction(async (tx) => notify(tx, { kind: 'package', name: normalised(given.name) }))
  return {
    filename,
    bytes: wheel.bytes,
    metadata,
    sha256: stored.sha256,
    metadataSha256: storedMetadata.sha256,
    packageId: release.packageId,
    releaseId: release.id,
    wheelId: row.id,
  }
}

/** Each wheel gets a target of its own: a release has one build per target. */
let targetsMade = 0

const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

async function findOrAddRelease(farm: TestFarm, { name, version }: WheelGiven) {
  const { db } = farm.database
  const [owner = await addPackage(db, { name: normalised(name), displayName: name })] = await db
    .select()
    .from(packages)
    .where(eq(packages.name, normalised(name)))
  const known = await db.select().from(releases).where(eq(releases.packageId, owner.id))
  return known.find((release) => release.version === version) ?? addRelease(db, { package: owner, version })
}
