import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Bench, round } from '../bench.ts'
import { type BenchFarm, until } from './farm.ts'
import type { BenchUpstream } from './upstream.ts'

/** Two follower processes on one database; the one that polls is killed. @returns until the other has read an event, in milliseconds */
export async function measureTakeover(
  bench: Bench,
  { sql, databaseUrl }: BenchFarm,
  upstream: BenchUpstream,
  folder: string,
): Promise<number> {
  const script = fileURLToPath(new URL('../../test/sync/sync-process.ts', import.meta.url))
  const start = async (): Promise<ChildProcess> => {
    const args = [...process.execArgv, script, databaseUrl, upstream.url, folder]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    bench.opened('follower', async () => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    return child
  }
  const readsOn = async (name: string) => {
    const serial = await upstream.addEvents([name])
    return until(bench, () => sql`select 1 from upstream_cursor where serial >= ${serial}`, 1)
  }
  const first = await start()
  await readsOn('r1-before')
  const second = await start()
  await readsOn('r1-both')
  first.kill('SIGKILL')
  const ms = await readsOn('r1-after')
  second.kill('SIGKILL')
  return round(ms)
}
