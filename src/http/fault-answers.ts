import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FarmFault } from '../../schema/farm-api.ts'
import { errorCode, WheelyardError } from '../errors.ts'

/** An error as a client may see it. */
export interface Fault {
  status: number
  body: FarmFault
  /** Seconds. */
  retryAfterS?: number
}

/** How long a client is told to wait when the error itself does not say. In seconds. */
const RETRY_AFTER_S = 5

/** Fastify's own complaints about a request, in our words. */
const frameworkFaults: Record<string, Fault> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: fault(415, 'UNSUPPORTED_MEDIA_TYPE', 'this content type is not taken here'),
  FST_ERR_CTP_BODY_TOO_LARGE: fault(413, 'TOO_LARGE', 'the body is larger than may be sent here'),
  FST_ERR_CTP_INVALID_JSON_BODY: fault(400, 'JSON_INVALID', 'the body is not JSON'),
  FST_ERR_CTP_EMPTY_JSON_BODY: fault(400, 'JSON_INVALID', 'the body is empty'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: fault(400, 'BODY_INCOMPLETE', 'the body is not as long as announced'),
  FST_ERR_BAD_URL: fault(400, 'URL_INVALID', 'the address cannot be decoded'),
  FST_ERR_MAX_PARAM_LENGTH: fault(404, 'NOT_FOUND', 'there is nothing at this address'),
}

/** Postgres (class 08, 57P, 53300), postgres.js and the system when the database is not there, or not now. */
const databaseGone =
  /^(08...|57P0.|53300|CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|EPIPE)$/

export function fault(status: number, code: string, message: string): Fault {
  return { status, body: { code, message } }
}

/**
 * What a client is told of an error. Only what was meant for it: the text of a farm's own fault, or of an error that
 * nobody foresaw, could hold a path, a query or a secret.
 */
function errorToFault(error: unknown): Fault {
  if (error instanceof WheelyardError) return wheelyardFault(error)
  const code = errorCode(error)
  const known = code === undefined ? undefined : frameworkFaults[code]
  if (known !== undefined) return known
  if (hasCode(error, /^53100$/)) return storageFull // Postgres: disk_full
  if (isDatabaseGone(error)) {
    const gone = fault(503, 'DATABASE_UNAVAILABLE', 'the database does not answer; try again')
    return { ...gone, retryAfterS: RETRY_AFTER_S }
  }
  const status = statusOf(error)
  if (status !== undefined) return fault(status, 'REQUEST_INVALID', 'the request cannot be read')
  return fault(500, 'INTERNAL', 'something went wrong here; the request id finds it in the log')
}

function wheelyardFault(error: WheelyardError): Fault {
  if (error.status === 507) return storageFull
  if (error.status === 500) return fault(500, error.code, 'the farm is at fault; the request id finds it in the log')
  // Refused by size while it was streaming: the class says 400, HTTP has a word of its own.
  const status = error.code === 'TOO_LARGE' ? 413 : error.status
  const retryAfterS = error.retryAfterS ?? (status === 503 ? RETRY_AFTER_S : undefined)
  const at = error.at === undefined ? {} : { at: error.at }
  const body = { code: error.code, message: error.message, ...at }
  return retryAfterS === undefined ? { status, body } : { status, body, retryAfterS }
}

/** Nothing was kept: the builder has it in its spool, and sends it again when there is room. */
const storageFull: Fault = {
  ...fault(507, 'STORAGE_FULL', 'the farm has no room for it; keep it and send it again later'),
  retryAfterS: 60,
}

const brokenOff = fault(400, 'BODY_INCOMPLETE', 'the request broke off')

/** Answers an error and logs it: as an error when the farm must act, for the record otherwise. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Whatever was thrown then: nobody is there any more to read the answer, and nobody here is at fault.
  const { status, body, retryAfterS } = request.raw.readableAborted ? brokenOff : errorToFault(error)
  if (status >= 500) request.log.error({ err: error, code: body.code }, 'request failed')
  else request.log.debug({ err: error, code: body.code }, 'request refused')
  if (retryAfterS !== undefined) void reply.header('retry-after', String(Math.ceil(retryAfterS)))
  // What is still on its way must be read, or a client that sends first and listens afterwards never hears the answer.
  if (!request.raw.readableEnded) request.raw.resume()
  return reply
    .code(status)
    .header('request-id', request.id)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body))
}

/** Of Fastify's and its parsers' errors: a client's fault only. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'statusCode' in error)) return undefined
  const { statusCode } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
}

/** Drizzle wraps what the driver threw. */
function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const noSocket = errorCode(error) === 'ENOENT' && 'syscall' in error && error.syscall === 'connect'
  return noSocket || databaseGone.test(errorCode(error) ?? '') || isDatabaseGone(error.cause)
}

/** Of the error or whatever caused it. */
function hasCode(error: unknown, code: RegExp): boolean {
  return error instanceof Error && (code.test(errorCode(error) ?? '') || hasCode(error.cause, code))
}
