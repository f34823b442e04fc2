import type {
  EnrolAnswer,
  EnrolRequest,
  InterpreterFacts,
  SessionAnswer,
  SessionRequest,
} from '../../schema/farm-api.ts'
import type { TargetId } from '../../schema/ids.ts'
import { AccessError } from '../errors.ts'
import { recordAudit } from '../store/audit.ts'
import {
  insertBuilder,
  insertEnrolToken,
  listServed,
  setBuilderFacts,
  setBuilderTargets,
  touchTargets,
  useEnrolToken,
} from '../store/builders.ts'
import type { Db, Tx } from '../store/database.ts'
import type { Farm } from './farm.ts'
import { actorOf, type BuilderIdentity, hashSecret, mustBeActive, newSecret } from './identity.ts'
import { ensureTarget, openTarget } from './targets.ts'

/**
 * Makes a token that lets one machine enrol, once, within `ttlMs` milliseconds.
 * @param createdBy for the audit
 * @returns the token; only its hash is kept
 */
export async function createEnrolToken(db: Db, createdBy: string, ttlMs: number): Promise<string> {
  const token = newSecret()
  await db.transaction(async (tx) => {
    await insertEnrolToken(tx, { tokenSha256: hashSecret(token), createdBy, ttlMs })
    await recordAudit(tx, { actor: createdBy, action: 'builder.token', subject: 'enrolment', detail: { ttlMs } })
  })
  return token
}

/**
 * Takes a machine in. Its interpreters become targets when its session opens.
 * @throws {AccessError} ENROL_TOKEN when the token is unknown, used or expired
 */
export async function enrolBuilder(farm: Farm, request: EnrolRequest): Promise<EnrolAnswer> {
  const key = newSecret()
  const builder = await farm.database.db.transaction(async (tx) => {
    const facts = factsOf(request.interpreters)
    const id = await insertBuilder(tx, { name: request.name, keySha256: hashSecret(key), facts })
    if (!(await useEnrolToken(tx, hashSecret(request.token), id))) {
      throw new AccessError('ENROL_TOKEN', 'this enrolment token is unknown, used or expired')
    }
    const actor = actorOf({ id, name: request.name })
    await recordAudit(tx, { actor, action: 'builder.enrol', subject: `builder:${id}`, detail: { name: request.name } })
    return id
  })
  return { builder, key }
}

/**
 * Opens a builder's session: what its interpreters say decides which targets it serves from now on. Targets that the farm did not
 * know are added and opened.
 * @throws {AccessError} BUILDER_REVOKED
 * @throws {ConflictError} TARGET_MISMATCH when a known target has another list of tags
 */
export async function openSession(
  farm: Farm,
  builder: BuilderIdentity,
  request: SessionRequest,
): Promise<SessionAnswer['targets']> {
  const served = await farm.database.db.transaction(async (tx) => {
    await mustBeActive(tx, builder)
    const ids = await ensureTargets(tx, request.interpreters)
    await setBuilderTargets(tx, builder.id, ids)
    await setBuilderFacts(tx, builder.id, { ...factsOf(request.interpreters), version: request.builderVersion })
    await touchTargets(tx, builder.id)
    return listServed(tx, builder.id)
  })
  for (const target of served) await openTarget(farm, target.id, 1)
  farm.log.info({ builder: builder.id, targets: served.map(({ id }) => id) }, 'builder session')
  return served
}

/** In one order whoever calls, so that two sessions with the same new targets do not wait for each other. */
async function ensureTargets(tx: Tx, interpreters: readonly InterpreterFacts[]): Promise<TargetId[]> {
  const inOrder = interpreters.toSorted((a, b) => (placeText(a) < placeText(b) ? -1 : 1))
  const ids = new Set<TargetId>()
  for (const facts of inOrder) ids.add(await ensureTarget(tx, facts, facts.system))
  return [...ids]
}

const placeText = ({ platform, abi }: InterpreterFacts): string => `${platform} ${abi}`

/** What is kept of a builder's own words: all but the tags, which are the target's. */
function factsOf(interpreters: readonly InterpreterFacts[]) {
  return { interpreters: interpreters.map(({ tags: _tags, ...facts }) => facts) }
}
