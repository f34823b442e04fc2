import { Worker } from 'node:worker_threads'
import { FarmError } from '../errors.ts'
import type { WheelContents } from './read-wheel.ts'
import { wheelFault } from './wheel-fault.ts'

export interface WheelQuestion {
  id: number
  path: string
  filename: string
}

export type WheelAnswer =
  | { id: number; kind: 'contents'; contents: WheelContents }
  | { id: number; kind: 'fault' | 'failed'; message: string; at: string | null }

/** Reads wheels as `readWheel` does, apart from what serves builders. */
export interface WheelReader {
  /** @throws {InputError} WHEEL_INVALID @throws {FarmError} WHEEL_READER when it is the reader that failed, not the wheel */
  read(path: string, filename: string): Promise<WheelContents>
  close(): Promise<void>
}

/** For the JavaScript of one wheel's directory, RECORD and METADATA; contents go through in pieces. In MiB. */
const HEAP_MIB = 192
/** Hashing 4 GiB takes a slow machine a few minutes. */
const READ_MS = 900_000

interface Asked {
  filename: string
  resolve(contents: WheelContents): void
  reject(error: unknown): void
  timer: NodeJS.Timeout
}

/**
 * Opens a thread with a bound on its memory, in which wheels are inflated, hashed and parsed: a zip made to be costly costs the thread, and
 * holds up no heartbeat. A thread that dies takes the wheels that it had in hand with it, and the next wheel gets a new one.
 */
export function openWheelReader(): WheelReader {
  const asked = new Map<number, Asked>()
  let worker: Worker | null = null
  let lastId = 0
  const fail = (why: (filename: string) => unknown): void => {
    worker = null
    for (const [id, { filename, reject, timer }] of asked) {
      asked.delete(id)
      clearTimeout(timer)
      reject(why(filename))
    }
  }
  const start = (): Worker => {
    const started = new Worker(workerFile(), { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB }, execArgv: [] })
    started.unref()
    started.on('message', (answer: WheelAnswer) => settle(asked, answer))
    started.on('error', (error) => fail((filename) => deathOf(error, filename)))
    return started
  }
  return {
    read: (path, filename) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        const timer = setTimeout(() => {
          void worker?.terminate()
          fail((name) => wheelFault(name.slice(0, 300), 'it takes too long to read'))
        }, READ_MS)
        asked.set(id, { filename, resolve, reject, timer })
        worker ??= start()
        worker.postMessage({ id, path, filename } satisfies WheelQuestion)
      }),
    close: async () => {
      await worker?.terminate()
      fail(() => new FarmError('WHEEL_READER', 'the farm is stopping'))
    },
  }
}

function settle(asked: Map<number, Asked>, answer: WheelAnswer): void {
  const question = asked.get(answer.id)
  if (question === undefined) return
  asked.delete(answer.id)
  clearTimeout(question.timer)
  if (answer.kind === 'contents') {
    const { metadata, ...rest } = answer.contents
    // Between threads a Buffer becomes a plain array of bytes.
    question.resolve({ ...rest, metadata: Buffer.from(metadata) })
    return
  }
  const { kind, at, message } = answer
  question.reject(
    kind === 'fault' ? wheelFault(at ?? question.filename, message) : new FarmError('WHEEL_READER', message),
  )
}

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
