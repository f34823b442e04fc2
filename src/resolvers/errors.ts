import { unwrapResolverError } from '@apollo/server/errors'
import type { GraphQLFormattedError } from 'graphql'
import {
  AccessError,
  ConflictError,
  FarmError,
  InputError,
  NotFoundError,
  UpstreamError,
  WheelyardError,
} from '../errors.ts'
import type { Logger } from '../logger.ts'

/** Every `extensions.code` that this API gives. Apollo's own come first. */
export const errorCodes = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'UPSTREAM_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/**
 * What a client sees of an error: a code of the fixed list, the request's id to ask about where it came to an operation, and for our own errors the
 * precise code of docs/errors.md as `reason`. What was not thrown on purpose is masked and logged.
 */
export function publicError(
  shown: GraphQLFormattedError,
  thrown: unknown,
  requestId: string | undefined,
  log: Logger,
): GraphQLFormattedError {
  const error = unwrapResolverError(thrown)
  const asked = requestId === undefined ? {} : { requestId }
  const where = { ...(shown.locations && { locations: shown.locations }), ...(shown.path && { path: shown.path }) }
  if (error instanceof WheelyardError && !(error instanceof FarmError)) {
    const extensions = { code: codeOfError(error), reason: error.code, ...(error.at && { at: error.at }), ...asked }
    return { message: error.message, ...where, extensions }
  }
  const code = errorCodes.find((known) => known === shown.extensions?.code)
  if (code !== undefined && code !== 'INTERNAL_SERVER_ERROR') {
    return { message: shown.message, ...where, extensions: { code, ...asked } }
  }
  log.error({ err: error, requestId, path: shown.path }, 'a GraphQL request failed')
  const message = 'Something went wrong on our side. The request id helps the maintainers of this farm to find it.'
  return { message, ...where, extensions: { code: 'INTERNAL_SERVER_ERROR', ...asked } }
}

function codeOfError(error: WheelyardError): ErrorCode {
  if (error instanceof InputError) return 'BAD_USER_INPUT'
  if (error instanceof AccessError) return error.code === 'UNAUTHENTICATED' ? 'UNAUTHENTICATED' : 'FORBIDDEN'
  if (error instanceof NotFoundError) return 'NOT_FOUND'
  if (error instanceof ConflictError) return 'CONFLICT'
  if (error instanceof UpstreamError) return 'UPSTREAM_UNAVAILABLE'
  return 'INTERNAL_SERVER_ERROR'
}
