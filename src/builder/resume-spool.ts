import { stat } from 'node:fs/promises'
import type { Logger } from '../logger.ts'
import { killBuild } from './build-processes.ts'
import type { Deliveries } from './deliveries.ts'
import { lostReport } from './make-report.ts'
import { markIn } from './run-command.ts'
import { logPath, type Spool, type SpoolEntry } from './spool.ts'
import { emptyWheels } from './spool-wheels.ts'
import { clearWorkFolders } from './work-folder.ts'

/**
 * Takes up what an earlier run of this builder left: reports that the farm has not had are sent; builds that were cut off
 * are ended (they may still run) and reported lost, so that the farm need not wait for their silence. Their work folders go.
 */
export async function resumeSpool(dataDir: string, spool: Spool, deliveries: Deliveries, log: Logger): Promise<void> {
  const { complete, interrupted } = await spool.leftovers()
  for (const entry of interrupted) {
    log.warn({ attempt: entry.record.attempt, build: entry.record.build }, 'a build was cut off')
    await endInterrupted(entry, spool)
  }
  await clearWorkFolders(dataDir)
  for (const entry of [...complete, ...interrupted]) deliveries.add(entry, async () => {})
}

async function endInterrupted(entry: SpoolEntry, spool: Spool): Promise<void> {
  await killBuild({ group: null, mark: markIn(entry.record.mark) })
  await emptyWheels(entry)
  const logBytes = (await stat(logPath(entry)).catch(() => null))?.size ?? 0
  await spool.finish(entry, lostReport(entry.record, logBytes))
}
