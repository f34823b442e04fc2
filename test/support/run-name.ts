import { randomBytes } from 'node:crypto'

/** Older than any run can be: what carries an older name was left by a run that was killed. */
const LEFTOVER_AGE_MS = 2 * 3_600_000

/** A part of a name that says when its run began: fit for databases, roles and Redis keys. */
export function newRunName(): string {
  return `${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`
}

/**
 * Whether a name was given by a run that must have ended long ago.
 * @param prefix what stands before the part that `newRunName` made
 */
export function isLeftover(name: string, prefix: string): boolean {
  const made = /^([0-9a-z]{8,9})_[0-9a-f]{12}/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '')?.[1]
  return made !== undefined && Number.parseInt(made, 36) < Date.now() - LEFTOVER_AGE_MS
}
