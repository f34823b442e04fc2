import { runDispatcher } from '../../src/jobs/dispatch.ts'
import { openQueues, prepareQueues } from '../../src/jobs/queues.ts'
import { type Bench, round } from '../bench.ts'
import { type Spread, spreadOf, timesOf } from '../spread.ts'
import { type BenchFarm, until } from './farm.ts'
import type { BenchUpstream } from './upstream.ts'

/** Names that the events of the backlog are spread over: a busy hour touches the same projects again and again. */
const BACKLOG_NAMES = 5_000

/** How fast events that happened during an outage are queued durably. */
export async function measureBacklog(
  bench: Bench,
  { sql, follow }: BenchFarm,
  upstream: BenchUpstream,
  events: number,
): Promise<{ perSecond: number; floorPerSecond: number }> {
  const names = Array.from({ length: Math.min(events, BACKLOG_NAMES) }, (_, place) => `r1-backlog-${place}`)
  const serial = await upstream.addEvents(names, Math.ceil(events / names.length))
  const [before] = await sql`select count(*)::int as events from upstream_events`
  const running = follow({ workers: 0 })
  const ms = await until(bench, () => sql`select 1 from upstream_cursor where serial >= ${serial}`)
  await running.stop()
  const [after] = await sql`select count(*)::int as events from upstream_events`
  const taken = Number(after?.events) - Number(before?.events)
  await sql`create table floor_events (serial bigint, name text, version text, action text)`
  const from = performance.now()
  await sql`insert into floor_events select serial, name, version, action from upstream_events`
  const floorS = (performance.now() - from) / 1_000
  await sql`drop table floor_events`
  await sql`truncate upstream_dirty`
  return { perSecond: Math.round(taken / (ms / 1_000)), floorPerSecond: Math.round(Number(after?.events) / floorS) }
}

/** One event's way: journal row, poll, page, plan, job in the queue. */
export async function measureSingles(
  bench: Bench,
  { farm, sql, databaseUrl, follow }: BenchFarm,
  upstream: BenchUpstream,
  count: number,
): Promise<Spread> {
  await sql`update builds set work = null, climbing = false, verdict = 'CLOSED'`
  const config = { backend: 'postgres' as const, databaseUrl, schema: 'bullmq' }
  await prepareQueues(config)
  const queues = openQueues(config, farm.log)
  const controller = new AbortController()
  const dispatching = runDispatcher(farm, queues, { signal: controller.signal })
  const running = follow()
  const times = await timesOf(count, bench.signal, async (place) => {
    const name = `r1-single-${place}`
    await upstream.addEvents([name])
    await until(
      bench,
      () => sql`select 1 from builds b join releases r on r.id = b.release_id join packages p on p.id = r.package_id
        where p.name = ${name} and b.queued_at is not null`,
      1,
    )
  })
  await running.stop()
  controller.abort()
  await dispatching
  await queues.close()
  const { samples, p50, p99, most } = spreadOf(times)
  return { samples, p50: round(p50), p99: round(p99), most: round(most) }
}
