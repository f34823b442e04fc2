import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AttemptId } from '../../schema/ids.ts'
import type { Artifacts } from '../artifacts/artifacts.ts'
import { readPiece } from '../artifacts/log-pieces.ts'
import { InputError, NotFoundError } from '../errors.ts'
import type { Farm } from '../jobs/farm.ts'
import { type LogState, readLogStates } from '../store/read-builds.ts'
import { END_ID, logEvents } from './log-events.ts'
import { type LogReader, LogReaders } from './log-readers.ts'

export interface LogRouteOptions {
  /** How often growing logs are looked at, and how often a silent stream says that it is alive. */
  lookEveryMs: number
  heartbeatEveryMs: number
  /** More of them are sent away. */
  mostReaders: number
}

const defaults: LogRouteOptions = { lookEveryMs: 1_000, heartbeatEveryMs: 15_000, mostReaders: 100 }

/**
 * The log of an attempt for everybody: what is kept of it as plain text, and an event stream that follows it. Its text is
 * written by strangers, so nothing but text may come of it in a browser.
 */
export function mountLogRoutes(app: FastifyInstance, farm: Farm, options: LogRouteOptions = defaults): void {
  const { db } = farm.database
  const stateOf = async (request: FastifyRequest): Promise<LogState> => {
    const [state] = await readLogStates(db, [attemptOf(request)])
    if (state === undefined) throw new NotFoundError('ATTEMPT_UNKNOWN', 'there is no such attempt')
    return state
  }
  app.get('/attempts/:id/log', async (request, reply) => {
    const { id } = await stateOf(request)
    const answer = describe(reply).type('text/plain; charset=utf-8')
    return request.method === 'HEAD' ? answer.send() : answer.send(Readable.from(plainLog(farm.artifacts, id)))
  })

  const readers = new LogReaders({
    ...options,
    look: (attempts) => readLogStates(db, attempts),
    onFault: (err) => farm.log.warn({ err }, 'growing logs could not be looked at'),
  })
  // Streams have no end of their own, and the server waits for every answer before it closes.
  app.addHook('preClose', async () => readers.close())
  app.get('/attempts/:id/log/events', { exposeHeadRoute: false }, async (request, reply) => {
    const state = await stateOf(request)
    if (request.headers['last-event-id'] === END_ID) return reply.code(204).send()
    const offset = offsetOf(request)
    const { totalBytes } = await farm.artifacts.readLog(state.id, 0, 0)
    if (offset > totalBytes) throw new InputError('LOG_RANGE', `the log ends at ${totalBytes}`, { at: 'offset' })
    const reader = readers.enter(state)
    reply.raw.once('close', () => reader.leave())
    return describe(reply)
      .type('text/event-stream; charset=utf-8')
      .header('x-accel-buffering', 'no')
      .send(streamOf(farm.artifacts, reader, { offset, heartbeatEveryMs: options.heartbeatEveryMs }))
  })
}

/** One event at a time waits for a slow client. */
function streamOf(artifacts: Artifacts, reader: LogReader, from: Parameters<typeof logEvents>[2]): Readable {
  return Readable.from(logEvents(artifacts, reader, from), { highWaterMark: 1 })
}

function describe(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', 'no-cache')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
}

const PIECE_BYTES = 65_536

/** What is kept of a log up to now, with the place marked where something is not. */
async function* plainLog(artifacts: Artifacts, attempt: AttemptId): AsyncGenerator<string> {
  const { totalBytes } = await artifacts.readLog(attempt, 0, 0)
  for (let at = 0; at < totalBytes; ) {
    const piece = await readPiece(artifacts, attempt, { offset: at, bytes: PIECE_BYTES, isOver: true })
    if (piece.skipped > 0) yield `\n--- ${piece.skipped} bytes of this log were not kept ---\n`
    yield piece.text
    if (piece.end === at) return
    at = piece.end
  }
}

/** An id that is no attempt's finds nothing: the brand claims no more than that. */
function attemptOf(request: FastifyRequest): AttemptId {
  const path = z.object({ id: z.string().regex(/^[1-9]\d{0,14}$/) }).safeParse(request.params)
  if (!path.success) throw new NotFoundError('ATTEMPT_UNKNOWN', 'there is no such attempt')
  return Number(path.data.id) as AttemptId
}

const Offset = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const LogQuery = z.object({ offset: Offset.default(0) })

/**
 * Where the stream begins: behind the last event that the client has had, which it says when it comes back, or where it asks.
 * @throws {InputError} LOG_RANGE
 */
function offsetOf(request: FastifyRequest): number {
  const last = request.headers['last-event-id']
  const at = last === undefined ? 'offset' : 'last-event-id'
  const parsed = last === undefined ? LogQuery.safeParse(request.query) : Offset.safeParse(last)
  if (!parsed.success) throw new InputError('LOG_RANGE', 'a place in a log is a whole number of bytes', { at })
  return typeof parsed.data === 'number' ? parsed.data : parsed.data.offset
}
