import type { AttemptId } from '../../schema/ids.ts'
import { AccessError, NotFoundError } from '../errors.ts'
import { type AttemptRow, findAttempt } from '../store/attempts.ts'
import type { Db, Tx } from '../store/database.ts'
import { checkAttemptToken } from './attempt-token.ts'
import type { Farm } from './farm.ts'
import type { BuilderIdentity } from './identity.ts'

/**
 * The attempt, if it is this builder's and the token is its own.
 * @throws {NotFoundError} ATTEMPT_UNKNOWN
 * @throws {AccessError} ATTEMPT_FOREIGN, ATTEMPT_TOKEN
 */
export async function ownAttempt(
  farm: Pick<Farm, 'secret'>,
  db: Db | Tx,
  builder: BuilderIdentity,
  id: AttemptId,
  token: string | undefined,
): Promise<AttemptRow> {
  const attempt = await findAttempt(db, id)
  if (attempt === null) throw new NotFoundError('ATTEMPT_UNKNOWN', `there is no attempt ${id}`)
  if (attempt.builderId !== builder.id) {
    throw new AccessError('ATTEMPT_FOREIGN', `attempt ${id} is another builder's`)
  }
  checkAttemptToken(farm.secret, attempt, token)
  return attempt
}
