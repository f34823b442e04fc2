import { InputError } from '../errors.ts'
import { hasControls } from '../plain-text.ts'

/**
 * Nothing that is kept is longer, or has control characters.
 * @param at the field that holds it @throws {InputError} FILTER_INVALID
 */
export function mustBeShort(text: string, at: string, mostBytes: number): void {
  if (Buffer.byteLength(text) <= mostBytes && !hasControls(text)) return
  throw new InputError('FILTER_INVALID', `"${at}" is at most ${mostBytes} bytes of text`, { at })
}
