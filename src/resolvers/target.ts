import type { TargetId } from '../../schema/ids.ts'
import { FarmError } from '../errors.ts'
import type { TargetRow } from '../store/read-targets.ts'
import { encodeId } from './global-id.ts'
import type { Loaders } from './loaders.ts'
import type { TargetResolvers } from './resolvers.gen.ts'

export const Target: TargetResolvers = {
  id: (row) => encodeId('Target', row.id),
  frozen: ({ frozenAt: at, frozenReason: reason }) => at && { at, reason, until: null },
  paused: ({ pausedAt: at, pausedReason: reason, pausedUntil: until }) => at && { at, reason, until },
  restsUntil: ({ breakerUntil }, _args, { now }) => (breakerUntil !== null && breakerUntil > now ? breakerUntil : null),
  backlog: (row) => row,
}

/** @throws {FarmError} ROW_MISSING */
export async function targetOf(id: TargetId, loaders: Loaders): Promise<TargetRow> {
  return targetIn(await loaders.targets(), id)
}

/** @throws {FarmError} ROW_MISSING */
export function targetIn(targets: readonly TargetRow[], id: TargetId): TargetRow {
  const target = targets.find((row) => row.id === id)
  if (target === undefined) throw new FarmError('ROW_MISSING', `there is no target ${id}`)
  return target
}

/** Rows that belong to targets, in the order of the ladder. */
export async function inLadderOrder<Row>(
  rows: Row[],
  targetOf: (row: Row) => TargetId,
  loaders: Loaders,
): Promise<Row[]> {
  const places = new Map((await loaders.targets()).map((target, place) => [target.id, place]))
  const placeOf = (row: Row): number => places.get(targetOf(row)) ?? places.size
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b))
}
