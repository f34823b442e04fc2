import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../bench.ts'

/** The upstream of the bench, a process of its own so that its memory and time are not counted as ours. */
export interface BenchUpstream {
  url: string
  /** Adds `each` events of every name. @returns the last serial */
  addEvents(names: readonly string[], each?: number): Promise<number>
}

export async function startBenchUpstream(bench: Bench, projects: number): Promise<BenchUpstream> {
  const script = fileURLToPath(new URL('./upstream-process.ts', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, script, String(projects)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  bench.opened('upstream', async () => {
    child.stdin.end()
    await ended
  })
  const lines = createInterface({ input: child.stdout })
  const url = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    child.once('exit', () => reject(new Error('the upstream of the bench did not start')))
  })
  return {
    url,
    async addEvents(names, each = 1) {
      const answer = await fetch(`${url}/_events`, { method: 'POST', body: JSON.stringify({ names, each }) })
      // What upstream-process.ts answers.
      return ((await answer.json()) as { serial: number }).serial
    },
  }
}
