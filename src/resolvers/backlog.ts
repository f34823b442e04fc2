import { waitReason } from '../ladder/wait-reason.ts'
import { lanes, type WaitReason, type WorkState } from '../ladder/words.ts'
import type { CounterKey } from '../store/counters.ts'
import type { HourCount, HourKey } from '../store/hour-counts.ts'
import type { TargetRow } from '../store/read-targets.ts'
import type { BuilderCounts } from '../store/read-waits.ts'
import type { Context } from './context.ts'
import type { BacklogResolvers } from './resolvers.gen.ts'

export type Counts = ReadonlyMap<CounterKey, number>

const openStates: readonly WorkState[] = ['WAITING', 'BUILDING', 'RETRY', 'PARKED', 'HELD']
const served: readonly HourKey[] = ['BUILT', 'FAILED', 'EXCLUDED']

export const Backlog: BacklogResolvers = {
  open: async (row, _args, context) => {
    const counts = await countsOf(row, context)
    return openStates.reduce((sum, state) => sum + count(counts, state), 0)
  },
  waiting: counted('WAITING'),
  building: counted('BUILDING'),
  retrying: counted('RETRY'),
  parked: counted('PARKED'),
  held: counted('HELD'),
  built: counted('BUILT'),
  failed: counted('FAILED'),
  lanes: async (row, _args, context) => {
    const counts = await countsOf(row, context)
    return lanes.map((lane) => ({ lane, open: count(counts, `OPEN:${lane}`) }))
  },
  waits: async (row, _args, context) => {
    const builders = (await context.loaders.builderCounts()).get(row.id) ?? { alive: 0, paused: 0, building: 0 }
    const waits = waitCounts(await countsOf(row, context), row, builders, context.now)
    return [...waits].map(([reason, builds]) => ({ reason, builds }))
  },
  builtToday: today('BUILT'),
  failedToday: today('FAILED'),
  oldestSince: async (row, _args, { loaders }) => (await loaders.oldestOpen()).get(row.id) ?? null,
  arrivalsPerHour: async (row, _args, context) =>
    hourlyRate(await hoursOf(row, context), ['OPENED'], row.createdAt, context.now),
  servicePerHour: async (row, _args, context) =>
    hourlyRate(await hoursOf(row, context), served, row.createdAt, context.now),
}

/**
 * How many open builds stand still for which reason, out of counters: what is in the queue, and what waits for a place there, have
 * the reason that holds for the whole target. That a package has used up its share, or that an sdist is missing, is known of single builds.
 */
export function waitCounts(
  counts: Counts,
  target: Pick<TargetRow, 'pausedAt' | 'breakerUntil'>,
  builders: BuilderCounts,
  now: Date,
): Map<WaitReason, number> {
  const queued = Math.min(count(counts, 'QUEUED'), count(counts, 'WAITING'))
  const groups: [work: WorkState, queued: boolean, builds: number][] = [
    ['WAITING', true, queued],
    ['WAITING', false, count(counts, 'WAITING') - queued],
    ['RETRY', false, count(counts, 'RETRY')],
    ['PARKED', false, count(counts, 'PARKED')],
    ['HELD', false, count(counts, 'HELD')],
  ]
  const waits = new Map<WaitReason, number>()
  for (const [work, isQueued, builds] of groups) {
    const targetPaused = target.pausedAt !== null
    const targetRests = target.breakerUntil !== null && target.breakerUntil > now
    const shared = { hasSdist: true, overShare: false, targetPaused, targetRests, builders }
    const reason = waitReason({ work, queued: isQueued, ...shared })
    if (reason !== null && builds > 0) waits.set(reason, (waits.get(reason) ?? 0) + builds)
  }
  return waits
}

const HOUR_MS = 3_600_000
const RATE_HOURS = 24

/** Events per hour, over the last 24 hours with the one that runs; over fewer, but at least one, when the target is younger. */
export function hourlyRate(hours: readonly HourCount[], keys: readonly HourKey[], createdAt: Date, now: Date): number {
  const start = Math.max(rateStart(now).getTime(), createdAt.getTime())
  const events = hours.filter(({ key }) => keys.includes(key)).reduce((sum, { value }) => sum + value, 0)
  return events / Math.max(1, (now.getTime() - start) / HOUR_MS)
}

/** The first instant that counts for today and for the rates. */
export function rateStart(now: Date): Date {
  return new Date((Math.floor(now.getTime() / HOUR_MS) - (RATE_HOURS - 1)) * HOUR_MS)
}

/** Of the day that runs, in UTC. */
export function countToday(hours: readonly HourCount[], key: HourKey, now: Date): number {
  const day = now.toISOString().slice(0, 10)
  return hours
    .filter((hour) => hour.key === key && hour.hour.toISOString().startsWith(day))
    .reduce((sum, { value }) => sum + value, 0)
}

type Field = (row: TargetRow, args: object, context: Context) => Promise<number>

function counted(key: CounterKey): Field {
  return async (row, _args, context) => count(await countsOf(row, context), key)
}

function today(key: HourKey): Field {
  return async (row, _args, context) => countToday(await hoursOf(row, context), key, context.now)
}

const countsOf = async (row: TargetRow, { loaders }: Context): Promise<Counts> =>
  (await loaders.counters()).get(row.id) ?? new Map()

const hoursOf = async (row: TargetRow, { loaders }: Context): Promise<readonly HourCount[]> =>
  (await loaders.hourCounts()).get(row.id) ?? []

/** Counters may be behind by what other processes have not committed; they are never negative for readers. */
const count = (counts: Counts, key: CounterKey): number => Math.max(0, counts.get(key) ?? 0)
