import type { ReleaseId } from '../../schema/ids.ts'
import { NotFoundError } from '../errors.ts'
import { normaliseName } from '../ladder/names.ts'
import { versionKey } from '../ladder/version.ts'
import { recordAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { notify } from '../store/notify.ts'
import { findRelease, readPackagesByName } from '../store/read-packages.ts'
import { listOpenReleases, listReleases, setPackageSkip, setReleaseSkip } from '../store/skips.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { checkReason } from './reason.ts'

/** What a person leaves out: a package, or one version of it. */
export interface Skipped {
  package: string
  version?: string | undefined
}

/**
 * Builds nothing of a package, or of one release of it, any more; what is there stays served. Open builds are closed, running attempts
 * told to stop. A second skip replaces the reason.
 * @throws {NotFoundError} PACKAGE_UNKNOWN, RELEASE_UNKNOWN
 * @throws {InputError} REASON_INVALID
 */
export async function skip(farm: Farm, what: Skipped, actor: string, reason: string): Promise<void> {
  await changeSkip(farm, what, { actor, reason: checkReason(reason), skip: true })
}

/** Takes a skip back: what needs a wheel is opened again. Throws as `skip`. */
export async function unskip(farm: Farm, what: Skipped, actor: string, reason: string): Promise<void> {
  await changeSkip(farm, what, { actor, reason: checkReason(reason), skip: false })
}

interface Change {
  actor: string
  reason: string
  /** Or no longer. */
  skip: boolean
}

async function changeSkip(farm: Farm, what: Skipped, change: Change): Promise<void> {
  const name = normaliseName(what.package)
  await farm.database.db.transaction(async (tx) => {
    const done = await applySkip(tx, name, what.version, change)
    const action = `${done.kind}.${change.skip ? 'skip' : 'unskip'}`
    await recordAudit(tx, { actor: change.actor, reason: change.reason, action, subject: done.subject })
    await planReleases(tx, done.affected, `${action} by ${change.actor}`)
    notify(tx, { kind: 'package', name })
  })
}

async function applySkip(
  tx: Tx,
  name: string,
  version: string | undefined,
  { actor, reason, skip }: Change,
): Promise<{ kind: 'package' | 'release'; subject: string; affected: ReleaseId[] }> {
  const mark = skip ? { actor, reason } : null
  const [owner] = await readPackagesByName(tx, [name])
  if (owner === undefined) throw new NotFoundError('PACKAGE_UNKNOWN', `there is no package ${name}`)
  if (version === undefined) {
    await setPackageSkip(tx, owner.id, mark)
    const affected = await (skip ? listOpenReleases : listReleases)(tx, owner.id)
    return { kind: 'package', subject: `package:${name}`, affected }
  }
  const release = await findRelease(tx, owner.id, version, versionKey(version))
  if (release === null) throw new NotFoundError('RELEASE_UNKNOWN', `there is no release ${name} ${version}`)
  await setReleaseSkip(tx, release.id, mark)
  return { kind: 'release', subject: `release:${name} ${release.version}`, affected: [release.id] }
}
