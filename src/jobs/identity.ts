import { createHash, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { BuilderId } from '../../schema/ids.ts'
import { AccessError } from '../errors.ts'
import { type BuilderRow, findBuilder } from '../store/builders.ts'
import type { Db, Tx } from '../store/database.ts'
import type { Farm } from './farm.ts'
import { sameText } from './work-order.ts'

/** Who is calling: proven by its key, though it may have been revoked since. */
export interface BuilderIdentity {
  id: BuilderId
  name: string
}

const BEARER = /^Bearer (\d{1,15})\.([A-Za-z0-9_-]{20,100})$/

/**
 * Proves who calls. A revoked builder is let through here: its beat is answered `exit` and its report is kept as evidence;
 * every other call refuses it by `mustBeActive`, inside its own transaction.
 * @throws {AccessError} UNAUTHENTICATED without a well-formed `Bearer <id>.<key>`, KEY_INVALID with a wrong one
 */
export async function authenticateBuilder(
  farm: Farm,
  known: KnownKeys,
  authorization: string | undefined,
): Promise<BuilderIdentity> {
  const [, id, key] = BEARER.exec(authorization ?? '') ?? []
  if (id === undefined || key === undefined) {
    throw new AccessError('UNAUTHENTICATED', 'send "Authorization: Bearer <builder id>.<key>"')
  }
  const keySha256 = hashSecret(key)
  const before = known.get(keySha256)
  if (before?.id === Number(id)) return before
  // An id that is no builder's finds nothing: the brand claims no more than that.
  const builder = await findBuilder(farm.database.db, Number(id) as BuilderId)
  if (builder === null || !sameText(builder.keySha256, keySha256)) {
    throw new AccessError('KEY_INVALID', 'no builder has this id and key')
  }
  const identity = { id: builder.id, name: builder.name }
  known.set(keySha256, identity)
  return identity
}

/** Keys that proved right, by their hash. A builder's key never changes, and what it may do is asked of the database at every call. */
export type KnownKeys = LRUCache<string, BuilderIdentity>

export const openKnownKeys = (): KnownKeys => new LRUCache({ max: 10_000 })

/** @throws {AccessError} BUILDER_REVOKED */
export async function mustBeActive(db: Db | Tx, builder: BuilderIdentity): Promise<BuilderRow> {
  const row = await findBuilder(db, builder.id)
  if (row === null || row.revokedAt !== null) throw builderRevoked(builder)
  return row
}

export const builderRevoked = (builder: BuilderIdentity): AccessError =>
  new AccessError('BUILDER_REVOKED', `builder ${builder.id} was revoked`)

/** 32 random bytes as text. Shown once; only its hash is kept. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** How keys and tokens are kept: they are random, so a plain hash is enough. Lower-case hex. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** How a builder is named in events and audit rows. */
export const actorOf = (builder: BuilderIdentity): string => `builder:${builder.id}`
