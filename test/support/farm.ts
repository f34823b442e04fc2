import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openArtifacts } from '../../src/artifacts/disk.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { createLogger } from '../../src/logger.ts'
import { setFollows } from '../../src/store/follows.ts'
import { readFarmSecret } from '../../src/store/settings.ts'
import { readWheel } from '../../src/wheel/read-wheel.ts'
import { createTestDatabase } from './database.ts'
import { setPresence } from './presence.ts'

export interface TestFarm extends Farm {
  url: string
  close(): Promise<void>
}

/** A farm on a fresh database and folder; it follows all, so that a release needs no date to be built. */
export async function createTestFarm(given: Partial<Farm> = {}): Promise<TestFarm> {
  const database = await createTestDatabase()
  await database.db.transaction((tx) => setFollows(tx, 'all'))
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-test-'))
  await setPresence({ database })
  return {
    database,
    artifacts: await openArtifacts(folder),
    readWheel,
    buildLimits: { wallMs: 60_000, silenceMs: 60_000, memoryBytes: null, processes: 500, diskBytes: 1024 ** 3 },
    window: 1_000,
    lostAfterMs: 180_000,
    diskFloorBytes: 0,
    secret: await readFarmSecret(database.db),
    log: createLogger('test', 'silent'),
    ...given,
    url: database.url,
    close: async () => {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
