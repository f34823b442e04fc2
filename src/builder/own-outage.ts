import type { FailureKind } from '../ladder/words.ts'
import { countingBackOff } from '../patience.ts'

/** What says of this machine, not of the package: its line, its disk, its sandbox. */
const ownFaults: ReadonlySet<FailureKind> = new Set(['NETWORK', 'DISK_FULL', 'SANDBOX'])

const firstRestMs = 30_000
const longestRestMs = 900_000

/** Keeps a builder that is cut off from running through the whole queue and failing all of it. */
export interface OwnOutage {
  /**
   * @param failure of the build that just ended; null when it did not fail
   * @returns how long to take no job, in milliseconds: the longer, the more builds in a row failed for this machine
   */
  restAfter(failure: FailureKind | null): number
}

export function watchOwnOutage(): OwnOutage {
  const wait = countingBackOff(firstRestMs, longestRestMs)
  return {
    restAfter: (failure) => {
      if (failure !== null && ownFaults.has(failure)) return wait.next()
      wait.reset()
      return 0
    },
  }
}
