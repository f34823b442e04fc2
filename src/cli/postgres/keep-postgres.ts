import { resolve } from 'node:path'
import type { Logger } from '../../logger.ts'
import { countingBackOff, pause } from '../../patience.ts'
import { type EmbeddedPostgres, openEmbeddedPostgres } from './embedded-postgres.ts'
import { findPlace } from './place.ts'
import { readPostmaster } from './postmaster.ts'

export interface KeepOptions {
  /** Wheelyard's data folder. */
  dataDir: string
  /** The address that everybody here is connected to. */
  url: string
  log: Logger
  /** Told in plain lines when the server ended, and when it cannot be started again. */
  say: (line: string) => void
}

/** Between two looks at whether the server still runs, in milliseconds. */
const LOOK_MS = 1_000
const RETRY_MS = { first: 1_000, most: 30_000 }

/**
 * Has the server of a data folder started again, at its address, whenever it ended: killed, or stopped by the command that had
 * started it before we joined. Who is connected to it comes back by itself.
 * @returns ends the watch, and stops a server that it started
 */
export function keepPostgres(options: KeepOptions): () => Promise<void> {
  const over = new AbortController()
  const watching = watch(options, over.signal)
  return async () => {
    over.abort()
    await (await watching)?.stop()
  }
}

/** @returns the server that it started last */
async function watch({ dataDir, url, log, say }: KeepOptions, signal: AbortSignal): Promise<EmbeddedPostgres | null> {
  const wait = countingBackOff(RETRY_MS.first, RETRY_MS.most)
  let own: EmbeddedPostgres | null = null
  for (let waitMs = LOOK_MS; ; ) {
    await pause(waitMs, signal)
    if (signal.aborted) return own
    waitMs = LOOK_MS
    try {
      if ((await readPostmaster(await findPlace(resolve(dataDir)))) !== null) continue
      say('PostgreSQL ended; it is started again')
      const again = await openEmbeddedPostgres({ dataDir, log, say, port: Number(new URL(url).port) })
      if (again.started) own = again
      wait.reset()
    } catch (error) {
      waitMs = wait.next()
      const why = error instanceof Error ? error.message : String(error)
      say(`PostgreSQL could not be started again: ${why}\nThe next try is in ${Math.ceil(waitMs / 1_000)} s.`)
    }
  }
}
