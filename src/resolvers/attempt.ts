import { decodeReport } from '../../schema/report-codec.ts'
import type { AttemptRow } from '../store/read-builds.ts'
import { present } from './batch.ts'
import type { Context } from './context.ts'
import { failureOf } from './failure.ts'
import { encodeId } from './global-id.ts'
import { readLogRange } from './log-range.ts'
import type { AttemptResolvers, Report } from './resolvers.gen.ts'

export const Attempt: AttemptResolvers = {
  id: (row) => encodeId('Attempt', row.id),
  build: (row, _args, { loaders }) => present(loaders.build.load(row.buildId)),
  builder: (row, _args, { loaders }) => present(loaders.builder.load(row.builderId)),
  failure: failureOf,
  sdist: (row) => ({ filename: row.sdistFilename, sha256: row.sdistSha256 }),
  lastBeatAt: (row) => row.beatAt,
  report: reportOf,
  log: (row, args, { farm }) => readLogRange(row, args, farm.artifacts),
  logUrl: (row) => `/attempts/${row.id}/log`,
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
