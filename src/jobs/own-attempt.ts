import type { AttemptId } from '../../schema/ids.ts'
import { AccessError, NotFoundError } from '../errors.ts'
import type { Db, Tx } from '../store/database.ts'
import { type Delivery, findDelivery } from '../store/deliveries.ts'
import { checkAttemptToken } from './attempt-token.ts'
import type { Farm } from './farm.ts'
import type { BuilderIdentity } from './identity.ts'

/**
 * The attempt with what came in for it, if it is this builder's and the token is its own. That its builder may have been revoked since
 * is for the caller to judge.
 * @throws {NotFoundError} ATTEMPT_UNKNOWN
 * @throws {AccessError} ATTEMPT_FOREIGN, ATTEMPT_TOKEN
 */
export async function ownAttempt(
  farm: Pick<Farm, 'secret'>,
  db: Db | Tx,
  builder: BuilderIdentity,
  id: AttemptId,
  token: string | undefined,
): Promise<Delivery> {
  const delivery = await findDelivery(db, id)
  if (delivery === null) throw new NotFoundError('ATTEMPT_UNKNOWN', `there is no attempt ${id}`)
  const { attempt } = delivery
  if (attempt.builderId !== builder.id) {
    throw new AccessError('ATTEMPT_FOREIGN', `attempt ${id} is another builder's`)
  }
  checkAttemptToken(farm.secret, attempt, token)
  return delivery
}
