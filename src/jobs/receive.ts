import type { Readable } from 'node:stream'
import type { LogAnswer, UploadAnswer } from '../../schema/farm-api.ts'
import type { AttemptId } from '../../schema/ids.ts'
import { reportBounds } from '../../schema/report.ts'
import { ConflictError } from '../errors.ts'
import { parseWheelName } from '../ladder/wheel-name.ts'
import { setLogBytes } from '../store/attempts.ts'
import type { Delivery } from '../store/deliveries.ts'
import { keepUpload } from '../store/reports.ts'
import type { Farm } from './farm.ts'
import { type BuilderIdentity, builderRevoked } from './identity.ts'
import { ownAttempt } from './own-attempt.ts'

/**
 * Takes a chunk of an attempt's log, in any state of the attempt. Sending a chunk again is harmless.
 * @throws {AccessError} BUILDER_REVOKED, ATTEMPT_FOREIGN, ATTEMPT_TOKEN
 * @throws {NotFoundError} ATTEMPT_UNKNOWN
 * @throws {ConflictError} LOG_OFFSET when the chunk would leave a hole
 */
export async function receiveLog(
  farm: Farm,
  builder: BuilderIdentity,
  attempt: AttemptId,
  token: string | undefined,
  offset: number,
  chunk: Buffer,
): Promise<LogAnswer> {
  mustBeTrusted(builder, await ownAttempt(farm, farm.database.db, builder, attempt, token))
  const end = await farm.artifacts.appendLog(attempt, offset, chunk)
  await setLogBytes(farm.database.db, attempt, end)
  return { offset: end }
}

/**
 * Takes a wheel into quarantine, in any state of the attempt: nothing of it is seen before the report is judged.
 * @throws {AccessError} BUILDER_REVOKED, ATTEMPT_FOREIGN, ATTEMPT_TOKEN
 * @throws {NotFoundError} ATTEMPT_UNKNOWN
 * @throws {InputError} WHEEL_NAME, TOO_LARGE, SHA256_MISMATCH
 * @throws {ConflictError} REPORT_CONFLICT when the attempt's report was taken already, TOO_MANY_WHEELS
 */
export async function receiveWheel(
  farm: Farm,
  builder: BuilderIdentity,
  attempt: AttemptId,
  token: string | undefined,
  name: string,
  sha256: string,
  source: Readable,
): Promise<UploadAnswer> {
  const { db } = farm.database
  const delivery = await ownAttempt(farm, db, builder, attempt, token)
  mustBeTrusted(builder, delivery)
  parseWheelName(name)
  const others = delivery.uploads.filter((upload) => upload.filename !== name)
  if (others.length >= reportBounds.wheels) {
    throw new ConflictError('TOO_MANY_WHEELS', `an attempt brings at most ${reportBounds.wheels} wheels`)
  }
  const isKept = delivery.uploads.some((upload) => upload.filename === name && upload.sha256 === sha256)
  if (!isKept && delivery.report !== null) {
    throw new ConflictError('REPORT_CONFLICT', `the report of attempt ${attempt} was taken already`)
  }
  const stored = await farm.artifacts.receive(source, { maxBytes: reportBounds.wheelBytes, sha256 })
  await keepUpload(db, { attemptId: attempt, filename: name, ...stored })
  return stored
}

function mustBeTrusted(builder: BuilderIdentity, { revokedAt }: Delivery): void {
  if (revokedAt !== null) throw builderRevoked(builder)
}
