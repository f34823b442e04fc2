import type { ReleaseId } from '../../schema/ids.ts'
import type { Tx } from '../store/database.ts'
import { loadFiles, loadReleaseStates, updateReleases } from '../store/package-state.ts'
import type { UpstreamEvent } from '../store/upstream-events.ts'
import { hideFiles, hidePackages, hideReleases, lockHiding, yankReleases } from '../store/upstream-hides.ts'
import { readAction } from './action.ts'
import { sumOfFiles } from './sum-of-files.ts'

/**
 * Hides at once what events say is removed, quarantined or yanked, unless the stored page is as new as the event. Used when
 * events arrive, and again after an older page was stored; both give the same state in any order.
 * @param events oldest first
 * @returns the releases that changed
 */
export async function applyHides(tx: Tx, events: readonly UpstreamEvent[]): Promise<ReleaseId[]> {
  const hides = events.flatMap(({ packageName, serial, action, version }) => {
    const { hide } = readAction(action, version)
    return packageName === null || hide === null ? [] : [{ ...hide, name: packageName, serial }]
  })
  await lockHiding(
    tx,
    hides.map((hide) => ({ name: hide.name, version: 'version' in hide ? hide.version : null })),
  )
  const changed = [
    await hidePackages(
      tx,
      hides.filter((hide) => hide.kind === 'package'),
    ),
    await hideReleases(
      tx,
      hides.filter((hide) => hide.kind === 'release'),
    ),
    await yankReleases(
      tx,
      hides.filter((hide) => hide.kind === 'yank'),
    ),
  ]
  const shrunk = await hideFiles(
    tx,
    hides.filter((hide) => hide.kind === 'file'),
  )
  await sumAgain(tx, shrunk)
  return [...new Set([...changed.flat(), ...shrunk])].sort((a, b) => a - b)
}

/** Makes the sums of releases anew after files of theirs were hidden. */
async function sumAgain(tx: Tx, ids: readonly ReleaseId[]): Promise<void> {
  if (ids.length === 0) return
  const files = await loadFiles(tx, ids)
  const releases = await loadReleaseStates(tx, ids)
  await updateReleases(
    tx,
    releases.map((release) => ({
      ...release,
      ...sumOfFiles(files.filter((file) => file.releaseId === release.id && !file.removed)),
    })),
  )
}
