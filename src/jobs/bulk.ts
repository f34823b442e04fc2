import { ConflictError, InputError } from '../errors.ts'

/** Most things of one wish. */
const MOST = 10_000

/** How a person wants something done to many things at once. */
export interface BulkWish {
  /** Says what would be done, and does nothing. */
  dryRun: boolean
  /** How many the person means: with another number, nothing is done. Null on a dry run alone. */
  expectedCount: number | null
  /** With more than this, nothing is done; 1 to 10,000. */
  maxCount: number
  actor: string
  reason: string
}

/** @throws {InputError} BULK_MAX, BULK_UNCOUNTED */
export function checkBounds({ maxCount, expectedCount, dryRun }: BulkWish): void {
  if (maxCount < 1 || maxCount > MOST) {
    throw new InputError('BULK_MAX', `"maxCount" is 1 to ${MOST}`, { at: 'maxCount' })
  }
  if (expectedCount === null && !dryRun) {
    throw new InputError('BULK_UNCOUNTED', 'say how many you expect: a dry run counts them', { at: 'expectedCount' })
  }
}

/** @throws {ConflictError} BULK_TOO_MANY, BULK_COUNT */
export function checkCount({ maxCount, expectedCount }: BulkWish, chosen: number, things: string): void {
  if (chosen > maxCount) {
    throw new ConflictError('BULK_TOO_MANY', `more than ${maxCount} ${things} are chosen`, { at: 'maxCount' })
  }
  if (expectedCount !== null && chosen !== expectedCount) {
    const message = `${chosen} ${things} are chosen, not ${expectedCount}`
    throw new ConflictError('BULK_COUNT', message, { at: 'expectedCount' })
  }
}
