import { within } from '../../patience.ts'
import { followStdin } from './parent.ts'

export interface Shutdown {
  /** Aborted by the first SIGINT or SIGTERM, or by the end of the parent: take nothing new, finish what runs. */
  signal: AbortSignal
  /** Aborted by the second: drop what runs. */
  killSignal: AbortSignal
  /**
   * Takes the release of what was just opened.
   * @param withinMs how long the release may take before it is given up, in milliseconds
   */
  push(name: string, release: () => Promise<void>, withinMs?: number): void
  /**
   * Takes a part that runs until `signal`: releasing it waits for its end. If it fails before, everything is stopped.
   * @param withinMs how long it may take to end, in milliseconds
   */
  keep(name: string, running: Promise<void>, withinMs?: number): void
  /**
   * Releases everything, last in first out, one after the other. What fails or takes too long is told and passed over.
   * @returns the exit code: 0, 1 if a release failed, 130 if a second signal came
   */
  run(): Promise<number>
  /** Stops listening to signals; for tests and for commands that are done. */
  dispose(): void
}

export interface ShutdownOptions {
  say: (line: string) => void
  /** How long a forced end may take before the process leaves regardless, in milliseconds. */
  forceMs?: number
}

interface Resource {
  name: string
  release: () => Promise<void>
  withinMs: number
}

/** Exit code of a process that was interrupted: 128 + SIGINT. */
const INTERRUPTED = 130
/** A builder finishes its build in its own time; all else has a minute unless it says otherwise. */
const RELEASE_MS = 60_000
/** A process whose parent died has nobody to wait for it: it drains for this long at most. */
const ORPHAN_MS = 10_000
const PARENT_ENDED = 'The process that started this one ended'

/** Listens to this process's signals from now on. The third signal, or a forced end that hangs, leaves at once. */
export function createShutdown({ say, forceMs = 15_000 }: ShutdownOptions): Shutdown {
  const drain = new AbortController()
  const kill = new AbortController()
  const resources: Resource[] = []

  const escalate = (reason: string) => {
    if (!drain.signal.aborted) {
      say(`${reason}: finishing what runs. Once more to stop at once.`)
      drain.abort()
    } else if (!kill.signal.aborted) {
      say(`${reason} again: stopping at once.`)
      kill.abort()
      setTimeout(() => process.exit(INTERRUPTED), forceMs).unref()
    } else {
      process.exit(INTERRUPTED)
    }
  }
  process.on('SIGINT', escalate).on('SIGTERM', escalate)
  const unfollow = followStdin(() => {
    if (!drain.signal.aborted) escalate(PARENT_ENDED)
    setTimeout(() => kill.signal.aborted || escalate(PARENT_ENDED), ORPHAN_MS).unref()
  })

  return {
    signal: drain.signal,
    killSignal: kill.signal,
    push: (name, release, withinMs = RELEASE_MS) => void resources.push({ name, release, withinMs }),
    keep: (name, running, withinMs = RELEASE_MS) => {
      running.catch((error: unknown) => drain.signal.aborted || escalate(`${name} failed: ${messageOf(error)}`))
      resources.push({ name, release: () => running, withinMs })
    },
    run: async () => {
      drain.abort()
      let failures = 0
      for (let resource = resources.pop(); resource !== undefined; resource = resources.pop()) {
        if (!(await released(resource, say))) failures += 1
      }
      if (kill.signal.aborted) return INTERRUPTED
      return failures === 0 ? 0 : 1
    },
    dispose: () => {
      process.off('SIGINT', escalate).off('SIGTERM', escalate)
      unfollow()
    },
  }
}

/** Releases one resource; false if that failed or took too long. */
async function released({ name, release, withinMs }: Resource, say: (line: string) => void): Promise<boolean> {
  try {
    if ((await within(withinMs, release())) === 'late') throw new Error(`not done after ${withinMs / 1_000} s`)
    return true
  } catch (error) {
    say(`${name} could not be stopped cleanly: ${messageOf(error)}`)
    return false
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
