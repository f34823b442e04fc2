import { ConflictError, InputError, NotFoundError, WheelyardError } from '../errors.ts'
import { requeueRefusals } from '../ladder/requeue.ts'
import { type Context, mustBeMaintainer } from './context.ts'
import type { UserError, UserErrorCode } from './resolvers.gen.ts'

/** Does what only a maintainer may; what the caller can put right comes back as data. */
export async function refusable<Payload extends object>(
  { viewer }: Context,
  change: (actor: string) => Promise<Payload>,
): Promise<Partial<Payload> & { userErrors: UserError[] }> {
  const actor = mustBeMaintainer(viewer)
  try {
    return { ...(await change(actor)), userErrors: [] }
  } catch (error) {
    const userError = error instanceof WheelyardError ? userErrorOf(error) : null
    if (userError === null) throw error
    return { userErrors: [userError] } as Partial<Payload> & { userErrors: UserError[] }
  }
}

function userErrorOf(error: WheelyardError): UserError | null {
  const code = requeueRefusals.find((known) => known === error.code) ?? classCode(error)
  if (code === null) return null
  return { code, field: error.at === undefined ? null : ['input', error.at], message: error.message }
}

function classCode(error: WheelyardError): UserErrorCode | null {
  if (error instanceof InputError) return 'INVALID'
  if (error instanceof NotFoundError) return 'NOT_FOUND'
  return error instanceof ConflictError ? 'CONFLICT' : null
}
