import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AttemptId } from '../../schema/ids.ts'
import { InputError } from '../errors.ts'

/** The longest message about a request that is worth sending back. */
const MESSAGE_CHARACTERS = 300

/**
 * Reads a part of a request by its schema.
 * @param where `body`, `path`, `query` or `header`: where the faulty value stands, before its path in it
 * @throws {InputError} REQUEST_INVALID with the place of the first fault
 */
export function readRequest<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const place = (issue?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  throw new InputError('REQUEST_INVALID', (issue?.message ?? 'cannot be read').slice(0, MESSAGE_CHARACTERS), {
    at: `${where}${place}`,
  })
}

const WholeNumber = z
  .string('a whole number is needed')
  .regex(/^\d{1,15}$/, 'not a whole number')
  .transform(Number)
const Sha256 = z.string('a sha256 is needed').regex(/^[0-9a-f]{64}$/, 'not a sha256 in lower-case hex')

const AttemptPath = z.object({ id: WholeNumber })
const WheelPath = z.object({ name: z.string().min(1).max(255) })
const LogQuery = z.object({ offset: WholeNumber })

/** An id that is no attempt's finds nothing: the brand claims no more than that. */
export function attemptOf(request: FastifyRequest): AttemptId {
  return readRequest(AttemptPath, request.params, 'path').id as AttemptId
}

/** Where a log chunk begins, in bytes. */
export function offsetOf(request: FastifyRequest): number {
  return readRequest(LogQuery, request.query, 'query').offset
}

/** A wheel as its builder names and announces it; the name is checked against its grammar by who takes it. */
export function announcedWheel(request: FastifyRequest): { name: string; sha256: string } {
  const { name } = readRequest(WheelPath, request.params, 'path')
  return { name, sha256: readRequest(Sha256, request.headers['wheelyard-sha256'], 'header.wheelyard-sha256') }
}

/** What proves that the caller was given this attempt. */
export function attemptTokenOf(request: FastifyRequest): string | undefined {
  const token = request.headers['wheelyard-attempt']
  return typeof token === 'string' ? token : undefined
}
