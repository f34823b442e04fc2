import { assertNever } from '../errors.ts'
import type { Lane } from './words.ts'

/** A release that was uploaded less than this before we saw it is news; anything older is backlog. */
const freshForMs = 48 * 60 * 60 * 1_000

/**
 * The lane of a climb, set when it starts and kept. `urgent` is never chosen here: only a person asks for it.
 * @param climb.uploadedAt of the release's first file; null if upstream does not say, which makes it backlog
 * @param climb.newTarget the climb starts because a target was added: 200,000 of them may start at once
 */
export function laneOfClimb(climb: { uploadedAt: Date | null; firstSeenAt: Date; newTarget: boolean }): Lane {
  if (climb.newTarget || climb.uploadedAt === null) return 'backlog'
  return climb.firstSeenAt.getTime() - climb.uploadedAt.getTime() < freshForMs ? 'fresh' : 'backlog'
}

/**
 * The place in the lane, ascending, in seconds since 1970: `urgent` in the order of asking, `fresh` the oldest upload first,
 * `backlog` negated, so the newest upload first. Without an upload time, `fresh` counts from now and `backlog` comes last.
 */
export function laneOrder(lane: Lane, uploadedAt: Date | null, now: Date): number {
  switch (lane) {
    case 'urgent':
      return seconds(now)
    case 'fresh':
      return seconds(uploadedAt ?? now)
    case 'backlog':
      return uploadedAt === null ? 0 : -seconds(uploadedAt)
    default:
      return assertNever(lane)
  }
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000)
}
