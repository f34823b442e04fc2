import { countingBackOff, pause } from '../patience.ts'
import { readChunk } from './deliver.ts'
import type { AttemptRef, FarmClient } from './farm-client.ts'

/** A chunk is far below what the farm takes at once (1 MiB), so that it is answered within seconds on a slow line. */
const chunkBytes = 256 * 1024
const everyMs = 1_000
const longestWaitMs = 60_000

/**
 * Sends the log to the farm while it grows, for people who watch. It reads the file beside the build and so never slows it;
 * what it does not get through is sent from the spool afterwards.
 * @param stop ends it; the promise then resolves
 */
export async function shipLog(client: FarmClient, ref: AttemptRef, path: string, stop: AbortSignal): Promise<void> {
  const wait = countingBackOff(everyMs, longestWaitMs)
  let offset = 0
  while (!stop.aborted) {
    const chunk = await readChunk(path, offset, chunkBytes).catch(() => Buffer.alloc(0))
    if (chunk.length === 0) {
      await pause(everyMs, stop)
      continue
    }
    const answer = await client.sendLog(ref, offset, chunk)
    if (answer.kind === 'no') return
    if (answer.kind === 'later') {
      await pause(wait.next(answer.afterMs), stop)
      continue
    }
    wait.reset()
    if (answer.value.offset <= offset) return
    offset = answer.value.offset
    if (chunk.length < chunkBytes) await pause(everyMs, stop)
  }
}
