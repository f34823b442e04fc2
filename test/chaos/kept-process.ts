import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that is started again whenever it ends, as systemd would. */
export interface KeptProcess {
  /** Ends it by SIGKILL; it comes back by itself. */
  kill(): void
  stop(): Promise<void>
}

/** @param onLine hears each line of its log and output, over all its lives */
export function keepProcess(args: string[], env: NodeJS.ProcessEnv, onLine: (line: string) => void): KeptProcess {
  let child: ChildProcess
  let over = false
  const live = async (): Promise<void> => {
    while (!over) {
      child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [child.stdout, child.stderr]) {
        if (stream !== null) createInterface({ input: stream }).on('line', onLine)
      }
      await once(child, 'exit')
      if (!over) await sleep(200)
    }
  }
  const living = live()
  return {
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      over = true
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await living
      clearTimeout(late)
    },
  }
}
