import type { Artifacts } from '../artifacts/artifacts.ts'
import type { BuildLimits } from '../config.ts'
import type { Logger } from '../logger.ts'
import type { Database } from '../store/database.ts'
import type { WheelContents } from '../wheel/read-wheel.ts'

/** What every part of the farm works with; made once per process by the command that runs it. */
export interface Farm {
  database: Database
  artifacts: Artifacts
  /** Reads a wheel as the untrusted file that it is; see src/wheel/read-apart.ts. */
  readWheel: (path: string, filename: string) => Promise<WheelContents>
  buildLimits: BuildLimits
  /** Most backlog jobs in one target's queue. */
  window: number
  /** A builder that was silent for this long is lost, in milliseconds. */
  lostAfterMs: number
  /** With less room than this for artifacts no work is given out, in bytes. */
  diskFloorBytes: number
  /** Signs work orders and attempt tokens; 32 bytes, the same in all processes (kept in Postgres). */
  secret: Buffer
  log: Logger
}
