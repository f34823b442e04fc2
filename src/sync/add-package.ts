import type { PackageId } from '../../schema/ids.ts'
import { InputError } from '../errors.ts'
import type { Farm } from '../jobs/farm.ts'
import { planReleases } from '../jobs/plan.ts'
import { ProjectName } from '../ladder/names.ts'
import { recordAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { askForPackages } from '../store/packages.ts'
import { listReleases } from '../store/skips.ts'
import { markDirty } from '../store/upstream-dirty.ts'

/** Packages that one transaction adds. */
const CHUNK = 1_000

/**
 * Has packages followed and built from their first release on, whatever else the farm follows: their pages are fetched at once, and
 * what is known of them already is planned anew. Whether upstream has such a package shows when its page is asked for.
 * @param actor the name of a maintainer
 * @throws {InputError} PACKAGE_NAME, and nothing is added
 */
export async function addPackages(farm: Farm, names: readonly string[], actor: string): Promise<void> {
  const spelled = new Map(names.map((name) => [parseName(name), name]))
  const all = [...spelled]
    .map(([name, displayName]) => ({ name, displayName }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  for (let at = 0; at < all.length; at += CHUNK) {
    await farm.database.db.transaction((tx) => addSome(tx, all.slice(at, at + CHUNK), actor))
  }
}

async function addSome(tx: Tx, some: readonly { name: string; displayName: string }[], actor: string): Promise<void> {
  await markDirty(
    tx,
    some.map(({ name }) => ({ name, serial: 0 })),
  )
  const fresh = await askForPackages(tx, some)
  for (const { name } of some) await recordAudit(tx, { actor, action: 'package.add', subject: `package:${name}` })
  for (const id of fresh) await planAll(tx, id)
}

async function planAll(tx: Tx, id: PackageId): Promise<void> {
  await planReleases(tx, await listReleases(tx, id), 'the package was added')
}

function parseName(name: string): ProjectName {
  const parsed = ProjectName.safeParse(name)
  if (parsed.success) return parsed.data
  throw new InputError('PACKAGE_NAME', `${JSON.stringify(name.slice(0, 200))} is not a project name`)
}
