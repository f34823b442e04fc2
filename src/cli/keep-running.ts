import { countingBackOff, pause } from '../patience.ts'
import type { Child } from './processes/child.ts'

/** Whether a builder that has ended shall run: the farm may have told it to end, for now or for good. */
export type Standing = 'wanted' | 'sent home' | 'revoked'

export interface KeptBuilder {
  stop(graceMs: number): Promise<void>
}

interface KeepOptions {
  start: () => Promise<Child>
  standing: () => Promise<Standing>
  /** For messages, such as `the builder for cp311`. */
  what: string
  say: (line: string) => void
  /** Between two looks whether a builder that was sent home is wanted again, in milliseconds. */
  lookMs?: number
}

/** Between the end of a builder that nobody asked to end, and its next start. */
const RESTART_MS = { first: 1_000, most: 60_000 }
/** What ran for this long was well: the next end is a first one again. */
const HEALTHY_MS = 300_000

/**
 * Starts a builder, and again when it ends by itself. One that the farm has drained or retired is started when somebody resumes it; one
 * that was revoked is not started any more.
 */
export async function keepRunning(options: KeepOptions): Promise<KeptBuilder> {
  const over = new AbortController()
  let child = (await mayStart(options, over.signal, 'now')) ? await options.start() : null
  const keep = async (): Promise<void> => {
    const wait = countingBackOff(RESTART_MS.first, RESTART_MS.most)
    while (!over.signal.aborted) {
      const startedAt = Date.now()
      const end = await child?.ended
      if (over.signal.aborted) return
      if (Date.now() - startedAt > HEALTHY_MS) wait.reset()
      if (end !== undefined && (await options.standing()) === 'wanted')
        await tellAndWait(options, end, wait.next(), over.signal)
      if (!(await mayStart(options, over.signal, 'later'))) return
      child = await options.start()
    }
  }
  const keeping = keep().catch((error: unknown) =>
    options.say(`${options.what} cannot be started again: ${String(error)}`),
  )
  return {
    stop: async (graceMs) => {
      over.abort()
      await child?.stop({ graceMs })
      await keeping
      await child?.stop({ graceMs })
    },
  }
}

async function tellAndWait({ what, say }: KeepOptions, end: Awaited<Child['ended']>, ms: number, signal: AbortSignal) {
  const how = end.signal ?? `exit code ${end.code}`
  say(`${what} ended by itself (${how}); it is started again in ${Math.ceil(ms / 1_000)} s`)
  await pause(ms, signal)
}

/** Waits, unless it may not, until the builder is wanted; false when it never will be, or has to wait and may not. */
async function mayStart(
  { standing, what, say, lookMs = 5_000 }: KeepOptions,
  signal: AbortSignal,
  when: 'now' | 'later',
): Promise<boolean> {
  let told = false
  while (!signal.aborted) {
    const now = await standing()
    if (now === 'wanted') return true
    if (now === 'revoked') {
      if (when === 'later') say(`${what} was revoked, and is not started any more`)
      return false
    }
    if (when === 'now') return false
    if (!told) say(`${what} was told to end; it is started again when it is resumed: wheelyard builder resume`)
    told = true
    await pause(lookMs, signal)
  }
  return false
}
