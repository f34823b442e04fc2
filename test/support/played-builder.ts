import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import type { ReportAnswer } from '../../schema/farm-api.ts'
import type { AttemptId, BuilderId, BuildId } from '../../schema/ids.ts'
import type { Report, SystemPackage } from '../../schema/report.ts'
import { encodeReport } from '../../schema/report-codec.ts'
import { builds } from '../../schema/tables/builds.ts'
import type { BuilderIdentity } from '../../src/jobs/identity.ts'
import { takeReport } from '../../src/jobs/intake.ts'
import { receiveWheel } from '../../src/jobs/receive.ts'
import { startAttempt } from '../../src/jobs/start.ts'
import { signOrder } from '../../src/jobs/work-order.ts'
import type { FailureKind } from '../../src/ladder/words.ts'
import { findAttempt } from '../../src/store/attempts.ts'
import { readSdists } from '../../src/store/sdists.ts'
import type { TestFarm } from './farm.ts'
import { addBuilderRow } from './rows.ts'

/** A wheel as `makeWheel` gives it. */
export interface PlayedWheel {
  filename: string
  bytes: Buffer
  systemPackages?: readonly SystemPackage[]
}

export interface PlayedAttempt {
  attempt: AttemptId
  token: string
}

/** A builder that does what a test says: it calls what HTTP would call, with real wheels and reports. */
export interface PlayedBuilder {
  identity: BuilderIdentity
  start(build: { id: BuildId }, startKey?: string): Promise<PlayedAttempt>
  upload(attempt: PlayedAttempt, wheel: PlayedWheel): Promise<void>
  /** The report's bytes; `change` spoils or alters it. */
  write(attempt: PlayedAttempt, outcome: PlayedOutcome, change?: Partial<Report>): Promise<Buffer>
  send(attempt: PlayedAttempt, body: Buffer): Promise<ReportAnswer>
  /** Uploads what was built and reports it. */
  report(attempt: PlayedAttempt, outcome: PlayedOutcome): Promise<ReportAnswer>
  /** Start and report in one. */
  play(build: { id: BuildId }, outcome: PlayedOutcome): Promise<ReportAnswer>
}

type Failure = NonNullable<Report['failure']>

export type PlayedOutcome =
  | { wheels: readonly PlayedWheel[] }
  | ({ failure: FailureKind } & Partial<Pick<Failure, 'line' | 'missing'>>)
  | 'cancelled'

/** What the farm signs for the next try of a build, as its job would carry it. */
export async function orderOf(farm: TestFarm, build: { id: BuildId }): Promise<string> {
  const [row] = await farm.database.db.select().from(builds).where(eq(builds.id, build.id))
  if (row === undefined) throw new Error(`no build ${build.id}`)
  const [sdist] = await readSdists(farm.database.db, [row.releaseId])
  if (sdist === undefined) throw new Error(`build ${build.id} has no sdist`)
  return signOrder(farm.secret, {
    build: build.id,
    try: row.tries + 1,
    target: row.targetId,
    sdistSha256: sdist.sha256,
  })
}

export async function addPlayedBuilder(
  farm: TestFarm,
  given: Parameters<typeof addBuilderRow>[1],
): Promise<PlayedBuilder> {
  const { id, name } = await addBuilderRow(farm.database.db, given)
  return playBuilder(farm, { id, name })
}

export function playBuilder(farm: TestFarm, identity: { id: BuilderId; name: string }): PlayedBuilder {
  const start: PlayedBuilder['start'] = async (build, startKey = randomBytes(16).toString('hex')) => {
    const { attempt, token } = await startAttempt(farm, identity, { order: await orderOf(farm, build), startKey })
    return { attempt: attempt as AttemptId, token } // JSON has no brands
  }
  const upload: PlayedBuilder['upload'] = async ({ attempt, token }, { filename, bytes }) => {
    const sha256 = hashOf(bytes)
    await receiveWheel(farm, identity, attempt, token, filename, sha256, Readable.from([bytes]))
  }
  const write: PlayedBuilder['write'] = async ({ attempt }, outcome, change = {}) =>
    encodeReport({ ...(await reportOf(farm, attempt, outcome)), ...change })
  const send: PlayedBuilder['send'] = ({ attempt, token }, body) => takeReport(farm, identity, attempt, token, body)
  const report: PlayedBuilder['report'] = async (attempt, outcome) => {
    for (const wheel of wheelsOf(outcome)) await upload(attempt, wheel)
    return send(attempt, await write(attempt, outcome))
  }
  const play: PlayedBuilder['play'] = async (build, outcome) => report(await start(build), outcome)
  return { identity, start, upload, write, send, report, play }
}

async function reportOf(farm: TestFarm, id: AttemptId, outcome: PlayedOutcome): Promise<Report> {
  const attempt = await findAttempt(farm.database.db, id)
  if (attempt === null) throw new Error(`no attempt ${id}`)
  const failure = typeof outcome === 'object' && 'failure' in outcome ? outcome : null
  return {
    v: 1,
    attempt: id,
    build: attempt.buildId,
    try: attempt.try,
    outcome: outcome === 'cancelled' ? 'CANCELLED' : failure === null ? 'BUILT' : 'FAILED',
    failure: failure === null ? null : failureOf(failure),
    wheels: wheelsOf(outcome).map(({ filename, bytes, systemPackages = [] }) => ({
      name: filename,
      size: bytes.length,
      sha256: hashOf(bytes),
      tags: ['py3-none-any'],
      requiresPython: null,
      requiresDist: [],
      libraries: [],
      systemPackages: [...systemPackages],
    })),
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:01:00Z',
    durationMs: 60_000,
    peakMemoryBytes: 1_000_000,
    sdistSha256: attempt.sdistSha256,
    log: { bytes: 0 },
    environment: { python: '3.11.2', pip: '23.0', builder: '0.1.0', system: 'Test system' },
  }
}

function failureOf({ failure: kind, line, missing }: Extract<PlayedOutcome, { failure: FailureKind }>): Failure {
  return { kind, line: line ?? 'error: it failed', exitCode: 1, missing: missing ?? null }
}

const wheelsOf = (outcome: PlayedOutcome): readonly PlayedWheel[] =>
  typeof outcome === 'object' && 'wheels' in outcome ? outcome.wheels : []

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
