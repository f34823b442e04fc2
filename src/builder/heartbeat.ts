import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { attemptsPerBeat } from '../../schema/farm-api.ts'
import type { Logger } from '../logger.ts'
import { within } from '../patience.ts'
import { FromHeartbeat, type HeartbeatSetup, type ToHeartbeat } from './heartbeat-messages.ts'
import type { TargetName } from './take-jobs.ts'

/** What the farm asks of the builder by answering a beat. */
export interface HeartbeatOrders {
  cancel(attempt: number): void
  /** Take jobs of these targets alone from now on. */
  serve(targets: readonly TargetName[]): void
  drain(): void
  exit(): void
}

/** Tells the farm that this builder lives, from a thread of its own that no build and no encoder can hold up. */
export interface Heartbeat {
  opened(attempt: number): void
  closed(attempt: number): void
  stop(): Promise<void>
}

/** A thread that hangs in a call is ended after this long. */
const stopMs = 2_000

export function startHeartbeat(setup: HeartbeatSetup, orders: HeartbeatOrders, log: Logger): Heartbeat {
  const thread = startThread(setup)
  const open = new Set<number>()
  const tell = (message: ToHeartbeat): void => thread.postMessage(message)
  const tellAttempts = (): void => tell({ attempts: [...open].slice(-attemptsPerBeat) })
  let stopped = false
  thread.on('message', (raw: unknown) => obey(FromHeartbeat.parse(raw), orders, log))
  thread.on('error', (error) => {
    log.error({ err: error }, 'the heartbeat thread died')
    if (!stopped) orders.drain()
  })
  return {
    opened: (attempt) => {
      open.add(attempt)
      tellAttempts()
    },
    closed: (attempt) => {
      open.delete(attempt)
      tellAttempts()
    },
    stop: async () => {
      stopped = true
      const ended = once(thread, 'exit')
      tell('stop')
      await within(stopMs, ended)
      await thread.terminate()
    },
  }
}

function obey(message: FromHeartbeat, orders: HeartbeatOrders, log: Logger): void {
  if ('missed' in message) {
    log.warn({ why: message.missed }, 'a heartbeat did not get through')
    return
  }
  if (message.targets !== undefined) orders.serve(message.targets)
  for (const attempt of message.cancel) orders.cancel(attempt)
  if (message.command === 'drain') orders.drain()
  if (message.command === 'exit') orders.exit()
}

function startThread(workerData: HeartbeatSetup): Worker {
  return new Worker(threadFile(), { workerData, execArgv: [] })
}

/**
 * From source the thread needs a loader that understands TypeScript, which it does not get from the main thread. The builder
 * of one file, the only `.mjs` that this code is ever in, is its own thread (main.ts).
 */
function threadFile(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./heartbeat-thread-from-source.mjs', import.meta.url)
  if (import.meta.url.endsWith('.mjs')) return new URL(import.meta.url)
  return new URL('./heartbeat-thread.js', import.meta.url)
}
