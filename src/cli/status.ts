import type { Farm } from '../jobs/farm.ts'
import { compareTargets } from '../ladder/target-order.ts'
import { type CounterKey, readCounters } from '../store/counters.ts'
import { countDirty, readSync } from '../store/read-sync.ts'
import { readTargets, type TargetRow } from '../store/read-targets.ts'
import { type BuilderStatus, builderLines, readBuilderStatuses } from './builder-list.ts'
import { table } from './output.ts'

/** A target with its kept counters; a key that is missing counts zero. */
export interface TargetStatus {
  target: TargetRow
  counts: Partial<Record<CounterKey, number>>
}

export interface Status {
  upstream: { serial: number | null; reachedAt: Date | null; lastError: string | null; pagesDue: number }
  targets: readonly TargetStatus[]
  builders: readonly BuilderStatus[]
}

/** Pages due and builders are counted and listed up to here: a glance, not a census. */
const AT_MOST = 1_000

/** What the farm looks like now, from kept counters: costs the same whatever the database holds. */
export async function readStatus(farm: Farm): Promise<Status> {
  const { db } = farm.database
  const sync = await readSync(db)
  return {
    upstream: {
      serial: sync?.serial ?? null,
      reachedAt: sync?.reachedAt ?? null,
      lastError: sync?.lastError ?? null,
      pagesDue: await countDirty(db, AT_MOST),
    },
    targets: await readTargetStatuses(farm),
    builders: await readBuilderStatuses(farm, AT_MOST),
  }
}

/** All targets in ladder order, with what waits, runs and is done on each. */
export async function readTargetStatuses(farm: Farm): Promise<TargetStatus[]> {
  const counters = await readCounters(farm.database.db)
  const targets = await readTargets(farm.database.db)
  return targets
    .sort(compareTargets)
    .map((target) => ({ target, counts: Object.fromEntries(counters.get(target.id) ?? []) }))
}

export function targetLines(targets: readonly TargetStatus[]): string[] {
  return table(
    ['abi', 'platform', 'python', 'label', 'waiting', 'building', 'retry', 'built', 'failed', 'state'],
    targets.map(({ target, counts }) => [
      target.abi,
      target.platform,
      target.pythonVersion,
      target.label,
      counts.WAITING ?? 0,
      counts.BUILDING ?? 0,
      counts.RETRY ?? 0,
      counts.BUILT ?? 0,
      counts.FAILED ?? 0,
      stateOf(target),
    ]),
    'no targets yet: start a builder, or `wheelyard target add PYTHON`',
  )
}

function stateOf(target: TargetRow): string {
  if (target.frozenAt !== null) return 'frozen'
  return target.pausedAt === null ? 'open' : 'paused'
}

export function statusLines(status: Status): string[] {
  const { serial, reachedAt, lastError, pagesDue } = status.upstream
  const followed =
    serial === null ? 'not followed yet' : `serial ${serial}, last reached ${reachedAt?.toISOString() ?? 'never'}`
  const due = pagesDue > AT_MOST ? `more than ${AT_MOST}` : String(pagesDue)
  return [
    `upstream: ${followed}; pages to fetch: ${due}`,
    ...(lastError === null ? [] : [`upstream is not well: ${lastError}`]),
    '',
    ...targetLines(status.targets),
    '',
    ...builderLines(status.builders),
  ]
}
