/** What an error carries besides its text: the thing at fault and, for retries, how long to wait. */
export interface ErrorOptions {
  cause?: unknown
  /** Where the offending value stands, such as `files[3].size`; never the value of a secret. */
  at?: string
  /** Seconds after which the same call may succeed. */
  retryAfterS?: number
}

/**
 * The base of every error that Wheelyard throws on purpose. The class says who must act, `code` says what happened.
 * Codes are listed in docs/errors.md; a test keeps that list and the code in step.
 */
export abstract class WheelyardError extends Error {
  readonly code: string
  readonly at: string | undefined
  readonly retryAfterS: number | undefined
  /** The HTTP status that answers this error. */
  abstract readonly status: number

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.at = options.at
    this.retryAfterS = options.retryAfterS
  }
}

/** The caller must change something; a retry is pointless. HTTP 400. */
export class InputError extends WheelyardError {
  readonly status = 400
}

/** The caller is not who it must be, or may not do this. HTTP 401 without proof, 403 with the wrong one. */
export class AccessError extends WheelyardError {
  get status(): number {
    return this.code === 'UNAUTHENTICATED' ? 401 : 403
  }
}

/** What was asked for is not there. HTTP 404. */
export class NotFoundError extends WheelyardError {
  readonly status = 404
}

/** The state of things forbids it now: done already, taken, or no longer wanted (`GONE_*` codes: 410). HTTP 409. */
export class ConflictError extends WheelyardError {
  get status(): number {
    return this.code.startsWith('GONE_') ? 410 : 409
  }
}

/** The other side failed; the same call may work later. HTTP 503. */
export class UpstreamError extends WheelyardError {
  readonly status = 503
}

/** The farm itself is at fault: a missing tool, a full disk (HTTP 507), a broken invariant. HTTP 500. */
export class FarmError extends WheelyardError {
  get status(): number {
    return this.code === 'STORAGE_FULL' ? 507 : 500
  }
}

/** The code that an error carries, ours, Node's (`ENOENT`) or a library's; undefined if it has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Ends a `switch` over a union: a new case fails to compile everywhere it matters. */
export function assertNever(value: never): never {
  throw new FarmError('UNREACHABLE', `unexpected case: ${JSON.stringify(value)}`)
}
