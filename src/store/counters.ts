import { sql } from 'drizzle-orm'
import type { TargetId } from '../../schema/ids.ts'
import { counterDeltas, counters, hourCounters } from '../../schema/tables/farm.ts'
import type { Lane, Verdict, WorkState } from '../ladder/words.ts'
import { advisoryLocks } from './advisory-locks.ts'
import type { Db, Tx } from './database.ts'

export type CounterKey = WorkState | Verdict | `OPEN:${Lane}` | 'QUEUED'

/** Builds by target and state: what is folded plus what is not yet. A key that is missing counts zero. */
export async function readCounters(db: Db | Tx): Promise<Map<TargetId, Map<CounterKey, number>>> {
  const rows = await db
    .select({
      target: sql`target_id`.mapWith((id) => Number(id) as TargetId),
      key: sql<CounterKey>`key`,
      value: sql`sum(value)`.mapWith(Number),
    })
    .from(
      sql`(select target_id, key, value from ${counters}
           union all select target_id, key, delta from ${counterDeltas} where hour is null) as parts`,
    )
    .groupBy(sql`target_id, key`)
  const byTarget = new Map<TargetId, Map<CounterKey, number>>()
  for (const { target, key, value } of rows) {
    const keys = byTarget.get(target) ?? new Map<CounterKey, number>()
    byTarget.set(target, keys.set(key, value))
  }
  return byTarget
}

/**
 * Adds waiting deltas to the counters and to those of hours, at most `limit` of them.
 * @returns how many were folded; 0 also when another process is at it
 */
export async function foldCounters(tx: Tx, limit = 50_000): Promise<number> {
  const [lock] = await tx.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${advisoryLocks.fold}) as mine`,
  )
  if (lock?.mine !== true) return 0
  const [folded] = await tx.execute<{ n: string }>(sql`
    with taken as (
      delete from ${counterDeltas} where id in (select id from ${counterDeltas} order by id limit ${limit})
      returning target_id, hour, key, delta
    ), added as (
      insert into ${counters} (target_id, key, value)
      select target_id, key, sum(delta) from taken where hour is null group by target_id, key
      on conflict (target_id, key) do update set value = counters.value + excluded.value
    ), added_hours as (
      insert into ${hourCounters} (target_id, hour, key, value)
      select target_id, hour, key, sum(delta) from taken where hour is not null group by target_id, hour, key
      on conflict (target_id, hour, key) do update set value = hour_counters.value + excluded.value
    )
    select count(*) as n from taken`)
  return Number(folded?.n ?? 0)
}
