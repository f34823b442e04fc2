import { InputError } from '../errors.ts'

const YEAR_MS = 366 * 86_400_000

/**
 * Until when a pause, a drain or a hold shall last; null: until a person ends it.
 * @throws {InputError} UNTIL_INVALID when that is over, or more than a year away
 */
export function checkUntil(until: Date | null | undefined): Date | null {
  if (until === null || until === undefined) return null
  const inMs = until.getTime() - Date.now()
  if (inMs > 0 && inMs <= YEAR_MS) return until
  throw new InputError('UNTIL_INVALID', 'give a time to come, at most a year away', { at: 'until' })
}
