import { parentPort } from 'node:worker_threads'
import { InputError } from '../errors.ts'
import type { WheelAnswer, WheelQuestion } from './read-apart.ts'
import { readWheel } from './read-wheel.ts'

/* The thread in which strangers' zips are read, one after the other; see read-apart.ts. */

parentPort?.on('message', ({ id, path, filename }: WheelQuestion) => {
  const tell = (answer: WheelAnswer): void => parentPort?.postMessage(answer)
  readWheel(path, filename).then(
    (contents) => tell({ id, kind: 'contents', contents }),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      const at = error instanceof InputError ? (error.at ?? null) : null
      tell({ id, kind: error instanceof InputError ? 'fault' : 'failed', message, at })
    },
  )
})
