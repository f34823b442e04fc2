import { recordFaults } from '../store/upstream-faults.ts'
import {
  askGone,
  askMissed,
  copyList,
  enterList,
  findGone,
  isOldList,
  lockListState,
  noteDoubt,
  noteList,
} from '../store/upstream-list.ts'
import type { SyncContext } from './context.ts'
import { judgeList, type ListVerdict } from './list-verdict.ts'

/** What came of a list of all projects. */
export interface TakenList {
  verdict: ListVerdict
  projects: number
  /** Changes that the changelog never told; 0 for the first list. */
  missed: number
  /** Projects that are here and not there. */
  gone: number
}

/**
 * Takes in upstream's list of all projects, as it comes and in one transaction: the first time to have every page fetched, later to
 * find what the changelog did not tell. A list that is older than the last, or would remove too much, changes nothing.
 * @param how.asTrigger the changelog is gone: the list alone tells of changes
 * @throws {UpstreamError} what asking for it throws, and INDEX_INVALID
 */
export async function takeList(context: SyncContext, how: { asTrigger: boolean }): Promise<TakenList> {
  const { farm, pages, log } = context
  const [known] = await farm.database.sql`select index_doubt from upstream_cursor where id = 1`
  const encoding = known?.index_doubt == null ? 'gzip' : 'identity'
  let malformed = 0
  const taken = await pages.index(encoding, (reader) =>
    farm.database.sql.begin(async (tx): Promise<TakenList> => {
      const projects = await copyList(tx, reader.projects())
      const end = reader.end()
      malformed = end.malformed
      const state = await lockListState(tx)
      const first = state.mode === 'all' && state.indexSerial === null
      const { gone, live, digest } = await findGone(tx, end.serial)
      const verdict = judgeList({
        serial: end.serial,
        lastSerial: state.indexSerial,
        old: await isOldList(tx, end.serial),
        gone,
        live,
        confirmed: digest === state.indexDoubt,
      })
      if (verdict !== 'take') {
        await noteDoubt(tx, verdict === 'doubt' ? digest : null)
        return { verdict, projects, missed: 0, gone }
      }
      const upTo = how.asTrigger ? null : state.serial
      await askGone(tx)
      if (first) await enterList(tx, end.serial)
      const missed = first ? 0 : await askMissed(tx, state, { serial: end.serial, upTo })
      await noteList(tx, end.serial)
      return { verdict, projects, missed, gone }
    }),
  )
  await tellList(context, taken, malformed)
  context.pagesDue.ring()
  log.info({ ...taken, malformed }, 'list of all projects read')
  return taken
}

async function tellList({ farm, tally }: SyncContext, taken: TakenList, malformed: number): Promise<void> {
  const { verdict, missed, gone } = taken
  tally.count('missedEvents', missed)
  if (verdict === 'doubt') tally.count('sanityBrakes', 1)
  const faults = [
    ...(malformed > 0 ? [{ code: 'INDEX_ENTRY', detail: `${malformed} entries are no project` }] : []),
    ...(verdict === 'doubt' ? [{ code: 'INDEX_DOUBTED', detail: `it would remove ${gone} projects` }] : []),
    ...(verdict === 'old' ? [{ code: 'INDEX_OLDER', detail: 'it is older than what is known' }] : []),
    ...(missed > 0
      ? [
          {
            code: 'INDEX_MISSED',
            detail: `${missed} projects had changed, or were not stored, and nothing had asked for them`,
          },
        ]
      : []),
  ]
  await recordFaults(
    farm.database.db,
    faults.map((fault) => ({ ...fault, place: '/simple/' })),
  )
}
