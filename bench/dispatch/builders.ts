import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { InterpreterFacts } from '../../schema/farm-api.ts'
import { packageRoot } from '../../src/config.ts'
import type { BuilderSetup, FromBuilder } from './builder-messages.ts'

/** The builders of one run. */
export interface BenchBuilders {
  /** When the farm answered reports, in milliseconds since 1970, in order. */
  answers(): number[]
  /** When it answered anything at all. */
  anyAnswers(): number[]
  /** What did not go through, with how often. */
  faults(): Map<string, number>
  stop(): Promise<void>
}

export interface BuildersOptions {
  serverUrl: string
  facts: InterpreterFacts
  atOnce: number
  /** One for each builder. */
  tokens: readonly string[]
}

/** They finish what they have in hand; a builder that does not is killed. */
const STOP_MS = 10_000

/** Starts builders, each a process, and waits until all are at work. */
export async function startBuilders(options: BuildersOptions): Promise<BenchBuilders> {
  const at: number[] = []
  const anyAt: number[] = []
  const faults = new Map<string, number>()
  const builders = options.tokens.map((token, place) => startOne(options, token, place + 1))
  const stop = async () => {
    await Promise.all(builders.map(stopOne))
  }
  for (const builder of builders) {
    builder.on('message', (message: FromBuilder) => {
      if (message.kind !== 'answered') return
      at.push(...message.at)
      anyAt.push(...message.anyAt)
      for (const fault of message.faults) faults.set(fault, (faults.get(fault) ?? 0) + 1)
    })
  }
  try {
    await Promise.all(builders.map(untilReady))
  } catch (error) {
    await stop()
    throw error
  }
  const inOrder = (times: readonly number[]) => times.toSorted((a, b) => a - b)
  return { answers: () => inOrder(at), anyAnswers: () => inOrder(anyAt), faults: () => faults, stop }
}

function startOne({ serverUrl, facts, atOnce }: BuildersOptions, token: string, number: number): ChildProcess {
  const setup: BuilderSetup = { serverUrl, facts, atOnce, token, name: `bench-${number}` }
  return fork(join(packageRoot, 'bench/dispatch/builder-process.ts'), [JSON.stringify(setup)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

async function untilReady(builder: ChildProcess): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    builder.once('message', () => resolve())
  })
  const ended = once(builder, 'exit').then(() => {
    throw new Error('a builder of the bench ended before it was ready')
  })
  await Promise.race([ready, ended])
}

async function stopOne(builder: ChildProcess): Promise<void> {
  if (builder.exitCode !== null || builder.signalCode !== null) return
  const ended = once(builder, 'exit')
  if (builder.connected) builder.disconnect()
  const timer = setTimeout(() => builder.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}
