import { InputError } from '../errors.ts'
import type { Farm } from '../jobs/farm.ts'
import { planReleases } from '../jobs/plan.ts'
import { ProjectName } from '../ladder/names.ts'
import { recordAudit } from '../store/audit.ts'
import { loadPackageState } from '../store/package-state.ts'
import { buildFromStart, lockPackage } from '../store/packages.ts'
import { markDirty } from '../store/upstream-dirty.ts'

/**
 * Has a package built from its first release on, whatever the farm's policy says of old ones: its page is fetched at once, and
 * what is known of it already is planned anew. Whether upstream has such a package shows when its page is asked for.
 * @param actor the name of a maintainer
 * @throws {InputError} PACKAGE_NAME
 */
export async function addPackage(farm: Farm, name: string, actor: string): Promise<void> {
  const parsed = ProjectName.safeParse(name)
  if (!parsed.success)
    throw new InputError('PACKAGE_NAME', `${JSON.stringify(name.slice(0, 200))} is not a project name`)
  await farm.database.db.transaction(async (tx) => {
    await markDirty(tx, [{ name: parsed.data, serial: 0 }])
    const owner = await lockPackage(tx, parsed.data, { displayName: name, fromStart: true })
    await buildFromStart(tx, owner.id)
    await recordAudit(tx, { actor, action: 'package.add', subject: `package:${parsed.data}` })
    const { releases } = await loadPackageState(tx, owner.id)
    await planReleases(
      tx,
      farm.policies,
      releases.map(({ id }) => id),
      'the package was added',
    )
  })
}
