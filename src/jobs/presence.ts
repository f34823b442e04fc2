import { pause } from '../patience.ts'
import { notePresence, wasPresent } from '../store/presence.ts'
import type { Farm } from './farm.ts'

/** Between two notes that the farm is there: some in each `lostAfterMs`, and no more than one in five seconds. */
const everyMs = (lostAfterMs: number): number => Math.min(5_000, lostAfterMs / 10)
/** A note that is late by less than this is no absence: the machine was busy. */
const gapMs = (lostAfterMs: number): number => 4 * everyMs(lostAfterMs)

/** Notes that builders can reach this farm, until the signal. Whoever takes their beats runs it. Errors are logged. */
export async function keepPresence(farm: Farm, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await notePresence(farm.database.db, gapMs(farm.lostAfterMs))
    } catch (error) {
      farm.log.warn({ err: error }, 'that the farm is there could not be noted')
    }
    await pause(everyMs(farm.lostAfterMs), signal)
  }
}

/**
 * Whether a builder's silence is its own: the farm could be heard and reached for all of the time after which a builder is lost. While
 * it is not, nobody is declared lost, since everybody would be.
 */
export async function mayDeclareLost(farm: Pick<Farm, 'database' | 'lostAfterMs'>): Promise<boolean> {
  return wasPresent(farm.database.db, farm.lostAfterMs, gapMs(farm.lostAfterMs))
}
