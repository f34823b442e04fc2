import { decodeReport } from '../../schema/report-codec.ts'
import { InputError, NotFoundError } from '../errors.ts'
import type { AttemptRow } from '../store/read-builds.ts'
import { present } from './batch.ts'
import { maxTailBytes } from './bounds.ts'
import type { Context } from './context.ts'
import { failureOf } from './failure.ts'
import { encodeId } from './global-id.ts'
import { type LogTail, logTail } from './log-tail.ts'
import type { AttemptResolvers, Report } from './resolvers.gen.ts'

export const Attempt: AttemptResolvers = {
  id: (row) => encodeId('Attempt', row.id),
  build: (row, _args, { loaders }) => present(loaders.build.load(row.buildId)),
  builder: (row, _args, { loaders }) => present(loaders.builder.load(row.builderId)),
  failure: failureOf,
  sdist: (row) => ({ filename: row.sdistFilename, sha256: row.sdistSha256 }),
  lastBeatAt: (row) => row.beatAt,
  report: reportOf,
  log: (row, { tailBytes }, { farm }) => logOf(row, tailBytes, farm.artifacts),
  wheels: (row, _args, { loaders }) => loaders.wheelsOfAttempt.load(row.id),
}

async function reportOf(attempt: AttemptRow, _args: unknown, { loaders }: Context): Promise<Report | null> {
  const stored = await loaders.report.load(attempt.id)
  if (stored === null) return null
  const { failure, environment, startedAt, finishedAt } = decodeReport(stored.body)
  return {
    receivedAt: stored.receivedAt,
    startedAt: new Date(startedAt),
    finishedAt: new Date(finishedAt),
    exitCode: failure?.exitCode ?? null,
    ...environment,
  }
}

/** @throws {InputError} TAIL_BYTES */
async function logOf(
  attempt: AttemptRow,
  tailBytes: number,
  artifacts: Context['farm']['artifacts'],
): Promise<LogTail | null> {
  if (tailBytes < 1 || tailBytes > maxTailBytes) {
    throw new InputError('TAIL_BYTES', `"tailBytes" must be 1 to ${maxTailBytes}`, { at: 'tailBytes' })
  }
  if (attempt.logBytes === 0) return null
  try {
    return logTail(await artifacts.readLog(attempt.id), tailBytes)
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}
