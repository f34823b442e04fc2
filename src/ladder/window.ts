import type { PackageId } from '../../schema/ids.ts'
import type { Lane } from './words.ts'

/** Most backlog jobs of one package in a target's queue, unless nothing else waits. */
export const packageShare = 20

/** A build that waits outside its target's queue. */
export interface WindowCandidate {
  packageId: PackageId
  lane: Lane
}

export interface WindowInput<T extends WindowCandidate> {
  /** Of one target, in the order in which they shall run. */
  candidates: readonly T[]
  /** True if more wait than are listed: then no package gets more than its share, since others may wait behind. */
  moreWait?: boolean
  /** Backlog jobs of each package that are in the queue already. */
  queuedPerPackage: ReadonlyMap<PackageId, number>
  /** Backlog jobs that are in the queue already. */
  backlogQueued: number
  /** Most backlog jobs in the queue. */
  window: number
  /** Most backlog jobs of one package in the queue, unless nothing else waits. */
  share: number
}

export interface WindowChoice<T> {
  /** What enters the queue now, in the order of the candidates. */
  enter: T[]
  /** What would have found room, but its package has used up its share. */
  overShare: T[]
}

/**
 * What enters a target's queue: `urgent` and `fresh` always, `backlog` up to the window and, for one package, up to its
 * share. When there is room left and nobody else waits, builds beyond the share fill it.
 */
export function chooseWindow<T extends WindowCandidate>(input: WindowInput<T>): WindowChoice<T> {
  const queued = new Map(input.queuedPerPackage)
  let room = input.window - input.backlogQueued
  const chosen = new Set<T>()
  const overShare: T[] = []
  for (const candidate of input.candidates) {
    if (candidate.lane !== 'backlog') {
      chosen.add(candidate)
      continue
    }
    const used = queued.get(candidate.packageId) ?? 0
    if (room <= 0) continue
    if (used >= input.share) overShare.push(candidate)
    else {
      queued.set(candidate.packageId, used + 1)
      chosen.add(candidate)
      room -= 1
    }
  }
  const filling = input.moreWait === true ? [] : overShare.splice(0, Math.max(0, room))
  for (const candidate of filling) chosen.add(candidate)
  return { enter: input.candidates.filter((candidate) => chosen.has(candidate)), overShare }
}
