import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Beat, EnrolRequest, SessionRequest, StartRequest } from '../../schema/farm-api.ts'
import { reportBounds } from '../../schema/report.ts'
import { ConflictError, InputError } from '../errors.ts'
import { recordBeat } from '../jobs/beat.ts'
import { enrolBuilder, openSession } from '../jobs/enrol.ts'
import type { Farm } from '../jobs/farm.ts'
import { authenticateBuilder, type BuilderIdentity, openKnownKeys } from '../jobs/identity.ts'
import { takeReport } from '../jobs/intake.ts'
import { grantQueueAccess } from '../jobs/queue-access.ts'
import type { QueueConfig, Queues } from '../jobs/queues.ts'
import { receiveLog, receiveWheel } from '../jobs/receive.ts'
import { openRefusalRecord } from '../jobs/refusals.ts'
import { startAttempt } from '../jobs/start.ts'
import { isOnThisHost } from './caller-place.ts'
import { announcedWheel, attemptOf, attemptTokenOf, offsetOf, readRequest } from './farm-request.ts'
import { bindToLog } from './request-log.ts'

const KIB = 1_024
/** Twenty interpreters with their tags come to some 700 kB. */
const JSON_BYTES = 1_024 * KIB
const LOG_CHUNK_BYTES = 1_024 * KIB

export interface FarmRouteOptions {
  farm: Farm
  queueConfig: QueueConfig
  queues?: Queues
  upstreamUrl: string
  /** Between two beats of a builder. */
  beatEveryMs: number
}

/** What builders call: schema/farm-api.ts describes it. A builder is not trusted; whatever it sends is parsed or bounded here. */
export async function mountFarmRoutes(app: FastifyInstance, options: FarmRouteOptions): Promise<void> {
  await app.register(
    async (scope) => {
      const record = openRefusalRecord(options.farm)
      const callers: Callers = new WeakMap()
      scope.addHook('onError', async (request, _reply, error) =>
        record(callers.get(request) ?? null, error, `${request.method} ${request.routeOptions.url ?? ''}`),
      )
      mountEnrol(scope, options)
      await scope.register(async (known) => {
        const identities = authenticate(known, options.farm, callers)
        mountJsonCalls(known, options, identities)
        await known.register(async (inner) => mountLog(inner, options.farm, identities))
        await known.register(async (inner) => mountWheel(inner, options.farm, identities))
        await known.register(async (inner) => mountReport(inner, options, identities))
      })
    },
    { prefix: '/farm/v1' },
  )
}

type Identities = (request: FastifyRequest) => BuilderIdentity
type Callers = WeakMap<FastifyRequest, BuilderIdentity>

/** Every call of the scope must prove whose it is, before a byte of its body is read. */
function authenticate(scope: FastifyInstance, farm: Farm, callers: Callers): Identities {
  const known = openKnownKeys()
  scope.addHook('onRequest', async (request) => {
    const builder = await authenticateBuilder(farm, known, request.headers.authorization)
    callers.set(request, builder)
    bindToLog(request, { builder: builder.id })
  })
  return (request) => {
    const builder = callers.get(request)
    if (builder === undefined) throw new Error('a route outside of the authenticated scope asked who calls')
    return builder
  }
}

function mountEnrol(scope: FastifyInstance, { farm, queueConfig }: FarmRouteOptions): void {
  scope.post('/enrol', { bodyLimit: JSON_BYTES }, async (request, reply) => {
    const enrolment = readRequest(EnrolRequest, request.body, 'body')
    mustReachQueues(request, queueConfig)
    const answer = await enrolBuilder(farm, enrolment)
    bindToLog(request, { builder: answer.builder })
    return reply.code(201).send(answer)
  })
}

function mountJsonCalls(scope: FastifyInstance, options: FarmRouteOptions, caller: Identities): void {
  const { farm, queueConfig } = options
  scope.post('/session', { bodyLimit: JSON_BYTES }, async (request) => {
    const session = readRequest(SessionRequest, request.body, 'body')
    mustReachQueues(request, queueConfig)
    const targets = await openSession(farm, caller(request), session)
    const queue = await grantQueueAccess(farm, queueConfig, caller(request).id, targets)
    return { targets, queue, requirementsIndex: `${options.upstreamUrl}/simple/`, beatEveryMs: options.beatEveryMs }
  })
  scope.post('/attempts', { bodyLimit: JSON_BYTES }, async (request, reply) => {
    const answer = await startAttempt(farm, caller(request), readRequest(StartRequest, request.body, 'body'))
    bindToLog(request, { attempt: answer.attempt })
    return reply.code(201).send(answer)
  })
  scope.post('/beats', { bodyLimit: JSON_BYTES }, async (request) =>
    recordBeat(farm, caller(request), readRequest(Beat, request.body, 'body')),
  )
}

function mountLog(scope: FastifyInstance, farm: Farm, caller: Identities): void {
  takeOnly(scope, 'application/octet-stream', LOG_CHUNK_BYTES)
  scope.post('/attempts/:id/log', async (request) => {
    const attempt = bindAttempt(request)
    const chunk = bytesOf(request)
    return receiveLog(farm, caller(request), attempt, attemptTokenOf(request), offsetOf(request), chunk)
  })
}

/** The one body that is not held in memory: up to a GiB goes straight to the artifacts. */
function mountWheel(scope: FastifyInstance, farm: Farm, caller: Identities): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/octet-stream', async () => undefined)
  scope.put('/attempts/:id/wheels/:name', async (request, reply) => {
    const attempt = bindAttempt(request)
    const { name, sha256 } = announcedWheel(request)
    const token = attemptTokenOf(request)
    if (Number(request.headers['content-length']) > reportBounds.wheelBytes) {
      throw new InputError('TOO_LARGE', `a wheel may have ${reportBounds.wheelBytes} bytes`)
    }
    const answer = await receiveWheel(farm, caller(request), attempt, token, name, sha256, request.raw)
    return reply.code(201).send(answer)
  })
}

function mountReport(scope: FastifyInstance, { farm, queues }: FarmRouteOptions, caller: Identities): void {
  takeOnly(scope, 'application/cbor', reportBounds.bytes)
  scope.post('/attempts/:id/report', async (request) => {
    const attempt = bindAttempt(request)
    return takeReport(farm, caller(request), attempt, attemptTokenOf(request), bytesOf(request), queues)
  })
}

/** Makes a scope take bodies of one content type only, as bytes. */
function takeOnly(scope: FastifyInstance, contentType: string, bodyLimit: number): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    contentType,
    { parseAs: 'buffer', bodyLimit },
    async (_request: unknown, body: unknown) => body,
  )
}

/** A request without a body has none of the scope's type either. */
function bytesOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

function bindAttempt(request: FastifyRequest) {
  const attempt = attemptOf(request)
  bindToLog(request, { attempt })
  return attempt
}

/** The Postgres queues can be reached from this host only. */
function mustReachQueues(request: FastifyRequest, { backend }: QueueConfig): void {
  if (backend === 'redis' || isOnThisHost(request)) return
  throw new ConflictError('REDIS_REQUIRED', 'this farm has no Redis: only builders on its own host can enrol')
}
