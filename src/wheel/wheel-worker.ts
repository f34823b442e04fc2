import { parentPort } from 'node:worker_threads'
import { InputError } from '../errors.ts'
import type { WheelAnswer, WheelQuestion } from './read-apart.ts'
import { readWheel } from './read-wheel.ts'

/* The thread in which strangers' zips are read; read-apart.ts asks for the next wheel when the last has been answered. */

parentPort?.on('message', ({ path, filename }: WheelQuestion) => {
  const tell = (answer: WheelAnswer): void => parentPort?.postMessage(answer)
  tell({ kind: 'begun' })
  readWheel(path, filename).then(
    (contents) => tell({ kind: 'contents', contents }),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      const at = error instanceof InputError ? (error.at ?? null) : null
      tell({ kind: error instanceof InputError ? 'fault' : 'failed', message, at })
    },
  )
})
