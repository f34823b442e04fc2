import type { PackageId, ReleaseId } from '../../schema/ids.ts'
import { NotFoundError } from '../errors.ts'
import { normaliseName } from '../ladder/names.ts'
import { recordAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { notify } from '../store/notify.ts'
import { clearSkip, listOpenReleases, listReleases, setSkip } from '../store/skips.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { checkReason } from './reason.ts'

/**
 * Builds nothing of a package any more; what it has stays served. Open builds are closed, running attempts told to stop.
 * @throws {NotFoundError} PACKAGE_UNKNOWN
 * @throws {InputError} REASON_INVALID
 */
export async function skipPackage(farm: Farm, name: string, actor: string, reason: string): Promise<void> {
  const why = checkReason(reason)
  await changeSkip(
    farm,
    name,
    { action: 'package.skip', actor, reason: why },
    {
      change: (tx, normal) => setSkip(tx, normal, actor, why),
      affected: listOpenReleases,
    },
  )
}

/** Takes a skip back: what needs a wheel is opened again. Throws as `skipPackage`. */
export async function unskipPackage(farm: Farm, name: string, actor: string, reason: string): Promise<void> {
  const why = checkReason(reason)
  await changeSkip(
    farm,
    name,
    { action: 'package.unskip', actor, reason: why },
    { change: clearSkip, affected: listReleases },
  )
}

async function changeSkip(
  farm: Farm,
  name: string,
  audit: { action: string; actor: string; reason: string },
  steps: {
    change: (tx: Tx, name: string) => Promise<PackageId | null>
    affected: (tx: Tx, owner: PackageId) => Promise<ReleaseId[]>
  },
): Promise<void> {
  const normal = normaliseName(name)
  await farm.database.db.transaction(async (tx) => {
    const owner = await steps.change(tx, normal)
    if (owner === null) throw new NotFoundError('PACKAGE_UNKNOWN', `there is no package ${normal}`)
    await recordAudit(tx, { ...audit, subject: `package:${normal}` })
    await planReleases(tx, await steps.affected(tx, owner), `${audit.action} by ${audit.actor}`)
    notify(tx, { kind: 'package', name: normal })
  })
}
