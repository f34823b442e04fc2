import { InputError } from '../errors.ts'
import { hasControls } from '../plain-text.ts'

/** Long enough for a sentence or two and a link; pages show it whole. */
const MOST = 500

/**
 * A reason that a person gave, without space around it.
 * @throws {InputError} REASON_INVALID when it is empty, longer than 500 characters or holds control characters
 */
export function checkReason(reason: string): string {
  const text = reason.trim()
  if (text.length === 0) throw new InputError('REASON_INVALID', 'give a reason', { at: 'reason' })
  if (text.length > MOST) {
    throw new InputError('REASON_INVALID', `a reason has at most ${MOST} characters, this one has ${text.length}`, {
      at: 'reason',
    })
  }
  if (hasControls(text)) {
    throw new InputError('REASON_INVALID', 'a reason is one line without control characters', { at: 'reason' })
  }
  return text
}
