import type { Beat, BeatAnswer } from '../../schema/farm-api.ts'
import type { AttemptId } from '../../schema/ids.ts'
import { touchAttempts } from '../store/attempts.ts'
import { findBuilder, listServed, touchBuilder } from '../store/builders.ts'
import { listWanted } from '../store/wanted.ts'
import type { Farm } from './farm.ts'
import type { BuilderIdentity } from './identity.ts'

/**
 * Notes that a builder and its attempts are alive, and tells it what to do. A revoked builder is told to exit, and nothing of
 * what it says is noted.
 */
export async function recordBeat(farm: Farm, builder: BuilderIdentity, beat: Beat): Promise<BeatAnswer> {
  const { attempts, ...readings } = beat
  // Numbers that the builder made up are no attempt of its own: the queries match its id as well.
  const ids = attempts as AttemptId[]
  return farm.database.db.transaction(async (tx): Promise<BeatAnswer> => {
    const row = await findBuilder(tx, builder.id)
    if (row === null || row.revokedAt !== null) return { command: 'exit', cancel: attempts }
    await touchAttempts(tx, builder.id, ids)
    await touchBuilder(tx, builder.id, readings)
    const wanted = await listWanted(tx, builder.id, ids)
    const served = await listServed(tx, builder.id)
    return {
      command: row.drainingAt === null && row.retiredAt === null ? 'continue' : 'drain',
      cancel: ids.filter((id) => !wanted.has(id)),
      targets: served.map(({ abi, platform }) => ({ abi, platform })),
    }
  })
}
