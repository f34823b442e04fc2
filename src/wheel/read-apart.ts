import { Worker } from 'node:worker_threads'
import { FarmError } from '../errors.ts'
import type { WheelContents } from './read-wheel.ts'
import { wheelFault } from './wheel-fault.ts'

export interface WheelQuestion {
  path: string
  filename: string
}

export type WheelAnswer =
  | { kind: 'begun' }
  | { kind: 'contents'; contents: WheelContents }
  | { kind: 'fault' | 'failed'; message: string; at: string | null }

/** Reads wheels as `readWheel` does, apart from what serves builders. */
export interface WheelReader {
  /** @throws {InputError} WHEEL_INVALID @throws {FarmError} WHEEL_READER when it is the reader that failed, not the wheel */
  read(path: string, filename: string): Promise<WheelContents>
  close(): Promise<void>
}

interface ReaderBounds {
  /** For the JavaScript of one wheel's directory, RECORD and METADATA; contents go through in pieces. */
  heapMib: number
  /** For one wheel, from when its turn comes. */
  readMs: number
}

/** Hashing 4 GiB takes a slow machine a few minutes. */
const usualBounds: ReaderBounds = { heapMib: 192, readMs: 900_000 }

interface Asked extends WheelQuestion {
  resolve(contents: WheelContents): void
  reject(error: unknown): void
}

/**
 * Opens a thread with a bound on its memory, in which wheels are inflated, hashed and parsed: a zip made to be costly costs the thread, and
 * holds up no heartbeat. Wheels are read strictly one after the other, so that whatever ends the thread is the doing of the one wheel that
 * it read; those behind it are read by a new thread.
 */
export function openWheelReader({ heapMib, readMs }: ReaderBounds = usualBounds): WheelReader {
  const waiting: Asked[] = []
  let worker: Worker | null = null
  let current: Asked | null = null
  let timer: NodeJS.Timeout | undefined
  const end = (settle: (asked: Asked) => void): void => {
    clearTimeout(timer)
    const ended = current
    current = null
    if (ended !== null) settle(ended)
    next()
  }
  const drop = (dead: Worker, why: (filename: string) => unknown): void => {
    if (worker !== dead) return
    worker = null
    void dead.terminate()
    end(({ filename, reject }) => reject(why(filename)))
  }
  const start = (): Worker => {
    const started = new Worker(workerFile(), { resourceLimits: { maxOldGenerationSizeMb: heapMib }, execArgv: [] })
    started.unref()
    started.on('message', (answer: WheelAnswer) => {
      if (worker !== started) return
      if (answer.kind !== 'begun') return end((asked) => settle(asked, answer))
      timer = setTimeout(() => drop(started, tookTooLong), readMs)
    })
    started.on('error', (error) => drop(started, (filename) => deathOf(error, filename)))
    started.on('exit', () => drop(started, () => new FarmError('WHEEL_READER', 'the thread that reads wheels ended')))
    return started
  }
  const next = (): void => {
    if (current !== null) return
    current = waiting.shift() ?? null
    if (current === null) return
    worker ??= start()
    worker.postMessage({ path: current.path, filename: current.filename } satisfies WheelQuestion)
  }
  return {
    read: (path, filename) =>
      new Promise((resolve, reject) => {
        waiting.push({ path, filename, resolve, reject })
        next()
      }),
    close: async () => {
      const stopping = new FarmError('WHEEL_READER', 'the farm is stopping')
      for (const { reject } of waiting.splice(0)) reject(stopping)
      const last = worker
      worker = null
      end(({ reject }) => reject(stopping))
      await last?.terminate()
    },
  }
}

function settle({ filename, resolve, reject }: Asked, answer: Exclude<WheelAnswer, { kind: 'begun' }>): void {
  if (answer.kind === 'contents') {
    const { metadata, ...rest } = answer.contents
    // Between threads a Buffer becomes a plain array of bytes.
    resolve({ ...rest, metadata: Buffer.from(metadata) })
    return
  }
  const { kind, at, message } = answer
  reject(kind === 'fault' ? wheelFault(at ?? filename, message) : new FarmError('WHEEL_READER', message))
}

const tookTooLong = (filename: string): unknown => wheelFault(filename.slice(0, 300), 'it takes too long to read')

function deathOf(error: unknown, filename: string): unknown {
  const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (isTooLarge) return wheelFault(filename.slice(0, 300), 'it takes too much memory to read')
  return new FarmError('WHEEL_READER', 'the thread that reads wheels died', { cause: error })
}

/** From source the thread needs a loader that understands TypeScript. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts')
  return new URL(isSource ? './wheel-worker-from-source.mjs' : './wheel-worker.js', import.meta.url)
}
