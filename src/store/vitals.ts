import { sql } from 'drizzle-orm'
import { attempts, builds, reports } from '../../schema/tables/builds.ts'
import { upstreamCursor, upstreamDirty } from '../../schema/tables/packages.ts'
import { builders, builderTargets, targets } from '../../schema/tables/targets.ts'
import type { TargetVitals, Vitals } from '../ladder/incidents.ts'
import type { Reader } from './page.ts'

type Counters = Record<'starts' | 'reports' | 'lost' | 'builders' | 'undelivered' | 'stuck', number>

/**
 * Measures the farm. Costs what happened within the last hour, not what the database holds.
 * @param lostAfterMs after how long without a word a builder counts as gone
 */
export async function readVitals(db: Reader, lostAfterMs: number): Promise<Vitals> {
  const heard = sql`b.revoked_at is null and b.retired_at is null
    and b.last_beat_at > now() - make_interval(secs => ${lostAfterMs / 1_000})`
  const [counted] = await db.execute<Record<keyof Counters, string>>(sql`
    select
      (select count(*) from ${attempts} where started_at > now() - interval '1 hour') as starts,
      (select count(*) from ${reports} where received_at > now() - interval '1 hour') as reports,
      (select count(*) from ${attempts} where started_at > now() - interval '1 hour' and state = 'LOST') as lost,
      (select count(*) from ${builders} b where ${heard}) as builders,
      (select count(*) from ${attempts} a join ${builders} b on b.id = a.builder_id
        where a.state = 'STARTED' and ${heard} and exists (select 1 from ${attempts} n where n.state = 'STARTED'
          and n.builder_id = a.builder_id and n.started_at > a.started_at
          and n.started_at < now() - interval '10 minutes')) as undelivered,
      (select count(*) from ${upstreamDirty} where urgent and first_at < now() - interval '6 hours') as stuck`)
  const [upstream] = await db.execute<{ silent: string | null; reached: boolean; error: string | null }>(sql`
    select reached_at is not null as reached, last_error as error, extract(epoch from now() -
      coalesce(reached_at, case when last_error is not null then moved_at end)) as silent
    from ${upstreamCursor} where id = 1`)
  const count = (key: keyof Counters): number => Number(counted?.[key] ?? 0)
  return {
    starts: count('starts'),
    reports: count('reports'),
    lost: count('lost'),
    builders: count('builders'),
    undelivered: count('undelivered'),
    upstreamSilentS: secondsOf(upstream?.silent ?? null),
    upstreamReached: upstream?.reached ?? false,
    upstreamError: upstream?.error ?? null,
    stuckPages: count('stuck'),
    targets: await readTargetVitals(db, heard),
  }
}

/** @param heard a condition on builders `b` */
async function readTargetVitals(db: Reader, heard: ReturnType<typeof sql>): Promise<TargetVitals[]> {
  const rows = await db.execute<{ [Key in keyof TargetVitals]: string | null } & { stands_still: boolean }>(sql`
    with able as (
      select bt.target_id, b.id, exists (select 1 from ${attempts} a where a.builder_id = b.id and a.state = 'STARTED') as busy
      from ${builders} b join ${builderTargets} bt on bt.builder_id = b.id and bt.off_at is null
      where ${heard} and b.paused_at is null and b.draining_at is null and b.quarantined_at is null
    ), started as (
      select b.target_id, max(a.started_at) as at from ${attempts} a join ${builds} b on b.id = a.build_id
      where a.started_at > now() - interval '1 hour' group by b.target_id
    ), counted as (
      select target_id, sum(value) filter (where key = 'WAITING') as waiting, sum(value) filter (where key = 'QUEUED') as queued
      from (select target_id, key, value from counters
        union all select target_id, key, delta from counter_deltas where hour is null) as parts group by target_id
    )
    select t.abi || ' ' || t.platform as name,
      (t.paused_at is not null or t.frozen_at is not null or coalesce(t.breaker_until > now(), false)) as stands_still,
      (select count(*) from able where able.target_id = t.id) as builders,
      (select count(*) from able where able.target_id = t.id and not able.busy) as "idleBuilders",
      coalesce(c.waiting, 0) as waiting, coalesce(c.queued, 0) as queued,
      extract(epoch from now() - s.at) as "startedAgoS",
      extract(epoch from now() - (select b.open_since from ${builds} b
        where b.target_id = t.id and b.work in ('WAITING', 'BUILDING', 'RETRY') order by b.open_since limit 1)) as "oldestWaitS",
      extract(epoch from now() - (select b.open_since from ${builds} b
        where b.target_id = t.id and b.lane = 'fresh' and b.work in ('WAITING', 'RETRY') order by b.open_since limit 1)) as "oldestFreshS"
    from ${targets} t left join started s on s.target_id = t.id left join counted c on c.target_id = t.id
    order by t.id`)
  return rows.map((row) => ({
    name: row.name ?? '',
    standsStill: row.stands_still,
    builders: Number(row.builders),
    idleBuilders: Number(row.idleBuilders),
    waiting: Math.max(0, Number(row.waiting)),
    queued: Math.max(0, Number(row.queued)),
    startedAgoS: secondsOf(row.startedAgoS),
    oldestWaitS: secondsOf(row.oldestWaitS),
    oldestFreshS: secondsOf(row.oldestFreshS),
  }))
}

const secondsOf = (value: string | null): number | null => (value === null ? null : Math.round(Number(value)))
