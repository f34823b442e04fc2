import type { BuildId, PackageId } from '../../schema/ids.ts'
import type { RungStatus } from '../ladder/status.ts'
import type { ReleaseRow } from '../store/read-packages.ts'
import type { TargetRow } from '../store/read-targets.ts'
import type { Page } from './connection.ts'

/** A page of one package's releases. */
export interface ReleasePage extends Page<ReleaseRow> {
  owner: PackageId
}

/** Where a release stands on a target. */
export interface TargetStanding {
  release: ReleaseRow
  target: TargetRow
  rung: RungStatus
  /** The lower target that it waits for. */
  lower: TargetRow | null
  /** The build of this rung, if one was ever opened, and whether a person's requeue of it goes on. */
  build: BuildId | null
  requeued: boolean
}
