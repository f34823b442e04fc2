import { LRUCache } from 'lru-cache'
import { AccessError, ConflictError, InputError, type WheelyardError } from '../errors.ts'
import { recordAudit } from '../store/audit.ts'
import type { Farm } from './farm.ts'
import { actorOf, type BuilderIdentity } from './identity.ts'

/** What builders run into when all is well: somebody else was faster, or the work is no longer wanted. */
const harmless = new Set(['ATTEMPT_TAKEN', 'GONE_BUILD', 'LOG_OFFSET', 'WHEEL_MISSING', 'REDIS_REQUIRED'])
/** Who tries the same again and again leaves a row a minute: the record is for ever, and must not be floodable. */
const AGAIN_MS = 60_000
const MOST_KEPT = 10_000

/** Writes down what was refused to a builder, or to somebody who claims to be one. */
export type RefusalRecord = (builder: BuilderIdentity | null, error: unknown, call: string) => Promise<void>

/** One per process. What cannot be written is logged: the refusal itself stands. */
export function openRefusalRecord(farm: Farm): RefusalRecord {
  const recent = new LRUCache<string, true>({ max: MOST_KEPT, ttl: AGAIN_MS })
  return async (builder, error, call) => {
    if (!isTelling(error)) return
    const actor = builder === null ? 'stranger' : actorOf(builder)
    const key = `${actor} ${error.code}`
    if (recent.has(key)) return
    recent.set(key, true)
    const detail = { code: error.code, call, ...(error.at === undefined ? {} : { at: error.at }) }
    const subject = builder === null ? 'farm' : `builder:${builder.id}`
    try {
      await recordAudit(farm.database.db, {
        actor,
        action: 'builder.refused',
        subject,
        reason: error.message.slice(0, 500),
        detail,
      })
    } catch (cause) {
      farm.log.warn({ err: cause, ...detail }, 'a refusal could not be written down')
    }
  }
}

function isTelling(error: unknown): error is WheelyardError {
  if (error instanceof AccessError || error instanceof InputError) return error.code !== 'UNAUTHENTICATED'
  return error instanceof ConflictError && !harmless.has(error.code)
}
