import { sql } from 'drizzle-orm'
import type { TargetId } from '../../schema/ids.ts'
import { counterDeltas, hourCounters } from '../../schema/tables/farm.ts'
import type { Verdict } from '../ladder/words.ts'
import type { Db, Tx } from './database.ts'

/** What is counted by the hour. */
export type HourKey = 'OPENED' | Extract<Verdict, 'BUILT' | 'FAILED' | 'EXCLUDED'>

export interface HourCount {
  /** Its first instant. */
  hour: Date
  key: HourKey
  value: number
}

/** How long hours are kept: a week, and the day that runs. */
const HOURS_KEPT = 8 * 24

/** What happened on each target since an instant, hour by hour, folded or not. */
export async function readHourCounts(db: Db | Tx, since: Date): Promise<Map<TargetId, HourCount[]>> {
  const from = since.toISOString()
  const rows = await db.execute<{ target: string; hour: string; key: HourKey; value: string }>(sql`
    select target_id as target, to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as hour, key,
      sum(value) as value
    from (select target_id, hour, key, value from ${hourCounters} where hour >= ${from}::timestamptz
          union all select target_id, hour, key, delta from ${counterDeltas} where hour >= ${from}::timestamptz) as parts
    group by target_id, parts.hour, key`)
  const byTarget = new Map<TargetId, HourCount[]>()
  for (const { target, hour, key, value } of rows) {
    // The column holds ids of targets alone.
    const id = Number(target) as TargetId
    byTarget.set(id, [...(byTarget.get(id) ?? []), { hour: new Date(hour), key, value: Number(value) }])
  }
  return byTarget
}

/** Lets hours go that nobody asks for any more. */
export async function pruneHourCounts(db: Db | Tx): Promise<void> {
  await db.delete(hourCounters).where(sql`${hourCounters.hour} < now() - make_interval(hours => ${HOURS_KEPT})`)
}
