import { createHash } from 'node:crypto'
import { ReportAnswer } from '../../schema/farm-api.ts'
import type { AttemptId } from '../../schema/ids.ts'
import { type Report, reportBounds } from '../../schema/report.ts'
import { decodeReport } from '../../schema/report-codec.ts'
import { ConflictError, InputError } from '../errors.ts'
import type { AttemptRow } from '../store/attempts.ts'
import { recordAudit } from '../store/audit.ts'
import type { Delivery } from '../store/deliveries.ts'
import { findReport } from '../store/reports.ts'
import type { Farm } from './farm.ts'
import { actorOf, type BuilderIdentity, builderRevoked } from './identity.ts'
import { ownAttempt } from './own-attempt.ts'
import { type QuarantinedWheel, readQuarantined } from './publish.ts'
import type { Queues } from './queues.ts'
import { type Settled, settleReport } from './settle-report.ts'

/**
 * Takes a builder's report of its attempt, in any state of the attempt: stores it, judges it, publishes its wheels and steps the
 * ladder, in one transaction. The same report again gets the first answer.
 * @param body the CBOR as it came
 * @param queues when given, the job of a build that the report resolved is taken out at once; else the sweep does it
 * @throws {NotFoundError} ATTEMPT_UNKNOWN
 * @throws {AccessError} ATTEMPT_FOREIGN, ATTEMPT_TOKEN; BUILDER_REVOKED, with the body kept as evidence
 * @throws {InputError} REPORT_INVALID with the place
 * @throws {ConflictError} REPORT_CONFLICT when another report was taken; WHEEL_MISSING when a wheel must be sent (again) first
 */
export async function takeReport(
  farm: Farm,
  builder: BuilderIdentity,
  attempt: AttemptId,
  token: string | undefined,
  body: Buffer,
  queues?: Queues,
): Promise<ReportAnswer> {
  const delivery = await ownAttempt(farm, farm.database.db, builder, attempt, token)
  const digest = createHash('sha256').update(body).digest('hex')
  if (delivery.revokedAt !== null) await refuseRevoked(farm, builder, attempt, body)
  if (delivery.report !== null) return firstAnswer(farm, builder, attempt, delivery.report, digest)
  const report = decodeReport(body)
  mustBeOf(delivery.attempt, report)
  const wheels = report.outcome === 'BUILT' ? await readWheels(farm, delivery, report) : []
  const settled = await settleReport(farm, builder, { delivery, digest, body, report, wheels })
  if (settled === 'TAKEN') return firstAnswerOf(farm, builder, attempt, digest)
  await leaveQueue(farm, settled, queues)
  const { answer, build } = settled
  farm.log.info(
    { build, attempt, builder: builder.id, outcome: report.outcome, failure: report.failure?.kind },
    'report',
  )
  return answer
}

/** What a builder that is no longer trusted says is evidence, and nothing else. */
async function refuseRevoked(farm: Farm, builder: BuilderIdentity, attempt: AttemptId, body: Buffer): Promise<never> {
  const { sha256, size } = await farm.artifacts.receive(body, { maxBytes: reportBounds.bytes })
  const audit = { actor: actorOf(builder), action: 'report.revoked', subject: `attempt:${attempt}` }
  await recordAudit(farm.database.db, { ...audit, detail: { sha256, size } })
  throw builderRevoked(builder)
}

/** What was answered to this very report before. */
async function firstAnswer(
  farm: Farm,
  builder: BuilderIdentity,
  attempt: AttemptId,
  taken: NonNullable<Delivery['report']>,
  digest: string,
): Promise<ReportAnswer> {
  if (taken.digest === digest) return ReportAnswer.parse(taken.answer)
  await recordAudit(farm.database.db, {
    actor: actorOf(builder),
    action: 'report.conflict',
    subject: `attempt:${attempt}`,
    detail: { taken: taken.digest, refused: digest },
  })
  throw new ConflictError('REPORT_CONFLICT', `another report of attempt ${attempt} was taken already`)
}

/** Two reports came at the same time and the other one was first. */
async function firstAnswerOf(
  farm: Farm,
  builder: BuilderIdentity,
  attempt: AttemptId,
  digest: string,
): Promise<ReportAnswer> {
  const taken = await findReport(farm.database.db, attempt)
  if (taken === null) throw new ConflictError('REPORT_CONFLICT', `the report of attempt ${attempt} is being taken`)
  return firstAnswer(farm, builder, attempt, taken, digest)
}

/** @throws {InputError} REPORT_INVALID when the report speaks of another attempt or another sdist */
function mustBeOf(attempt: AttemptRow, report: Report): void {
  const expected = { attempt: attempt.id, build: attempt.buildId, try: attempt.try }
  for (const [field, value] of Object.entries(expected)) {
    if (report[field as keyof typeof expected] !== value) {
      throw new InputError('REPORT_INVALID', `it is not of attempt ${attempt.id}`, { at: field })
    }
  }
  if (report.outcome === 'BUILT' && report.sdistSha256 !== attempt.sdistSha256) {
    throw new InputError('REPORT_INVALID', 'another sdist was to be built', { at: 'sdistSha256' })
  }
}

/** The report's wheels from quarantine, read again: the builder's own reading is not believed. */
async function readWheels(farm: Farm, delivery: Delivery, report: Report): Promise<QuarantinedWheel[]> {
  const uploads = new Map(delivery.uploads.map((upload) => [upload.filename, upload]))
  const wheels: QuarantinedWheel[] = []
  for (const [place, { name, sha256, size, systemPackages }] of report.wheels.entries()) {
    const upload = uploads.get(name)
    if (report.wheels.findIndex((other) => other.name === name) !== place) {
      throw new InputError('REPORT_INVALID', 'the wheel is there twice', { at: `wheels[${place}].name` })
    }
    if (upload?.sha256 !== sha256 || upload.size !== size) {
      throw new ConflictError('WHEEL_MISSING', `send ${name} before the report`, { at: `wheels[${place}]` })
    }
    wheels.push(await readQuarantined(farm, upload, systemPackages))
  }
  return wheels
}

/** A late report may have resolved a build whose next try is in the queue. Failing here costs nothing: Start answers 410. */
async function leaveQueue(farm: Farm, { queued }: Settled, queues: Queues | undefined): Promise<void> {
  if (queues === undefined || queued === null) return
  try {
    await queues.remove(queued.target, queued.job)
  } catch (error) {
    farm.log.warn({ err: error, job: queued.job }, 'a job could not be taken out of its queue; the sweep will')
  }
}
