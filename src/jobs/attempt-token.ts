import { createHmac } from 'node:crypto'
import type { AttemptId } from '../../schema/ids.ts'
import { AccessError } from '../errors.ts'
import { sameText } from './work-order.ts'

/**
 * The token that goes with every call about an attempt. It is derived, not stored: a Start that is sent again with the same
 * key gets the same token.
 */
export function attemptToken(secret: Buffer, attempt: AttemptId, startKey: string): string {
  return createHmac('sha256', secret).update(`wheelyard attempt\n${attempt}\n${startKey}`).digest('base64url')
}

/** @throws {AccessError} ATTEMPT_TOKEN when the token is missing or another attempt's */
export function checkAttemptToken(
  secret: Buffer,
  attempt: { id: AttemptId; startKey: string },
  token: string | undefined,
): void {
  if (token === undefined || !sameText(token, attemptToken(secret, attempt.id, attempt.startKey))) {
    throw new AccessError('ATTEMPT_TOKEN', `this is not the token of attempt ${attempt.id}`)
  }
}
