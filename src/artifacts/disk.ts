import { resolve } from 'node:path'
import type { Artifacts } from './artifacts.ts'
import { type LogBounds, openLogs } from './disk-logs.ts'
import { openObjects } from './disk-objects.ts'

/**
 * Artifacts in a folder, which is made when it is not there: `objects/`, `logs/` and `incoming/`, all on one file system.
 * Several processes may have it open.
 * @param logBounds for tests: how much of a log is kept
 * @throws {Error} of the file system when the folder cannot be made
 */
export async function openArtifacts(dir: string, logBounds?: LogBounds): Promise<Artifacts> {
  const root = resolve(dir)
  return { ...(await openObjects(root)), ...openLogs(root, logBounds) }
}
