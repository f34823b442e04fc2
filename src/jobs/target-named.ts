import { NotFoundError } from '../errors.ts'
import type { Db, Tx } from '../store/database.ts'
import { findTarget, type TargetName, type TargetRow } from '../store/targets.ts'
import { mustBeShort } from './filter-text.ts'

/** Most bytes of an ABI or platform tag: the longest that exist have about 30. */
export const MOST_TAG = 100

/** @throws {InputError} FILTER_INVALID @throws {NotFoundError} TARGET_UNKNOWN */
export async function targetNamed(db: Db | Tx, { abi, platform }: TargetName): Promise<TargetRow> {
  mustBeShort(abi, 'abi', MOST_TAG)
  mustBeShort(platform, 'platform', MOST_TAG)
  const target = await findTarget(db, { abi, platform })
  if (target === null) throw new NotFoundError('TARGET_UNKNOWN', `there is no target ${abi} on ${platform}`)
  return target
}
