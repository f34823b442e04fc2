import { mkdir } from 'node:fs/promises'
import { type SpoolEntry, wheelsFolder } from './spool.ts'
import { removeFolder } from './work-folder.ts'

/** Lets go of the wheels of an attempt that will not be reported built: the farm must not get them. */
export async function emptyWheels(entry: SpoolEntry): Promise<void> {
  await removeFolder(wheelsFolder(entry))
  await mkdir(wheelsFolder(entry), { mode: 0o700 })
}
