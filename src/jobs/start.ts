import type { StartAnswer, StartRequest } from '../../schema/farm-api.ts'
import { AccessError, ConflictError, UpstreamError } from '../errors.ts'
import { type AttemptRow, findTry, insertAttempt } from '../store/attempts.ts'
import { type BuilderRow, servesTarget } from '../store/builders.ts'
import { lockBuild, updateBuild } from '../store/builds.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import { findSdist } from '../store/sdists.ts'
import { readTargetControl, type TargetControl } from '../store/targets.ts'
import { attemptToken } from './attempt-token.ts'
import type { Farm } from './farm.ts'
import { actorOf, type BuilderIdentity, mustBeActive } from './identity.ts'
import { verifyOrder, type WorkOrder } from './work-order.ts'

/** When a builder that may not start now shall ask again, in seconds. */
const ASK_AGAIN_S = 60

/**
 * Opens the attempt that a work order entitles to, for this builder: the row is the lease. Sending the same Start again gets the
 * same answer.
 * @throws {AccessError} ORDER_INVALID, BUILDER_REVOKED, TARGET_NOT_SERVED
 * @throws {ConflictError} GONE_BUILD (410) when nobody waits for this try any more, ATTEMPT_TAKEN (409) when it is another's
 * @throws {UpstreamError} TARGET_RESTING, BUILDER_PAUSED, STORAGE_LOW: not now, but later
 */
export async function startAttempt(farm: Farm, builder: BuilderIdentity, request: StartRequest): Promise<StartAnswer> {
  const order = verifyOrder(farm.secret, request.order)
  await mustHaveRoom(farm)
  const attempt = await farm.database.db.transaction(async (tx) => {
    const [row, isServed, build] = await Promise.all([
      mustBeActive(tx, builder),
      servesTarget(tx, builder.id, order.target),
      lockBuild(tx, order.build),
    ])
    if (!isServed) {
      throw new AccessError('TARGET_NOT_SERVED', `builder ${builder.id} does not serve target ${order.target}`)
    }
    const [before, target, sdist] = await Promise.all([
      findTry(tx, order.build, order.try),
      readTargetControl(tx, order.target),
      build === null ? null : findSdist(tx, build.releaseId, order.sdistSha256),
    ])
    if (before !== null) return sameStart(before, builder, request)
    if (
      build === null ||
      build.targetId !== order.target ||
      build.work !== 'WAITING' ||
      build.tries + 1 !== order.try
    ) {
      throw gone(order)
    }
    mayStartNow(order, row, target)
    if (sdist === null) throw gone(order)
    const id = await insertAttempt(tx, {
      buildId: build.id,
      try: order.try,
      builderId: builder.id,
      startKey: request.startKey,
      sdistFilename: sdist.filename,
      sdistSha256: sdist.sha256,
    })
    await Promise.all([
      updateBuild(tx, build.id, { work: 'BUILDING', tries: order.try, queuedAt: null, jobsLost: 0 }),
      recordEvents(tx, [{ build: build.id, attempt: id, actor: actorOf(builder), change: 'STARTED' }]),
    ])
    notify(tx, { kind: 'build', build: build.id })
    // There is room in the window now.
    notify(tx, { kind: 'dispatch', target: build.targetId })
    return id
  })
  farm.log.info({ build: order.build, attempt, builder: builder.id, target: order.target }, 'attempt started')
  return { attempt, token: attemptToken(farm.secret, attempt, request.startKey) }
}

function sameStart(before: AttemptRow, builder: BuilderIdentity, request: StartRequest) {
  if (before.builderId !== builder.id || before.startKey !== request.startKey) {
    throw new ConflictError('ATTEMPT_TAKEN', `try ${before.try} of build ${before.buildId} was started already`)
  }
  if (before.state !== 'STARTED') {
    throw new ConflictError('GONE_BUILD', `try ${before.try} of build ${before.buildId} is over: ${before.state}`)
  }
  return before.id
}

function gone(order: WorkOrder): ConflictError {
  return new ConflictError('GONE_BUILD', `nobody waits for try ${order.try} of build ${order.build}`)
}

function mayStartNow(order: WorkOrder, builder: BuilderRow, target: TargetControl | null): void {
  const standing = whyItTakesNothing(builder)
  if (standing !== null) {
    throw new UpstreamError('BUILDER_PAUSED', `builder ${builder.id} ${standing}`, { retryAfterS: ASK_AGAIN_S })
  }
  if (target === null || target.frozenAt !== null) throw gone(order)
  if (target.pausedAt !== null && (target.pausedUntil === null || target.pausedUntil.getTime() > Date.now())) {
    throw new UpstreamError('TARGET_RESTING', `${target.abi} on ${target.platform} is paused`, {
      retryAfterS: ASK_AGAIN_S,
    })
  }
  const restMs = (target.breakerUntil?.getTime() ?? 0) - Date.now()
  if (restMs > 0) {
    const retryAfterS = Math.ceil(restMs / 1_000)
    throw new UpstreamError('TARGET_RESTING', `${target.abi} on ${target.platform} rests`, { retryAfterS })
  }
}

/** What is over by itself is over before the dispatcher has noted it. */
function whyItTakesNothing(builder: BuilderRow): string | null {
  const isOn = (since: Date | null, until: Date | null) =>
    since !== null && (until === null || until.getTime() > Date.now())
  if (builder.quarantinedAt !== null) return 'is quarantined: a person must look at it'
  if (builder.retiredAt !== null) return 'is retired'
  if (isOn(builder.drainingAt, builder.drainingUntil)) return 'is draining'
  return isOn(builder.pausedAt, builder.pausedUntil) ? 'is paused' : null
}

/** What is built now must be kept soon: builders would only fill their spools. */
async function mustHaveRoom({ artifacts, diskFloorBytes }: Farm): Promise<void> {
  if ((await artifacts.freeBytes()) >= diskFloorBytes) return
  throw new UpstreamError('STORAGE_LOW', 'the farm has too little room to take what would be built', {
    retryAfterS: ASK_AGAIN_S,
  })
}
