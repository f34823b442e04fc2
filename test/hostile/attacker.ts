import { createHash, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { EnrolAnswer, SessionAnswer, StartAnswer } from '../../schema/farm-api.ts'
import type { BuilderId, TargetId } from '../../schema/ids.ts'
import type { Report } from '../../schema/report.ts'
import { encodeReport } from '../../schema/report-codec.ts'
import { builds } from '../../schema/tables/builds.ts'
import { createEnrolToken } from '../../src/jobs/enrol.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { planReleases } from '../../src/jobs/plan.ts'
import { signOrder } from '../../src/jobs/work-order.ts'
import { farmClient, interpreter } from '../http/farm-client.ts'
import { addFile, addPackage, addRelease } from '../support/rows.ts'

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

export type Attacker = Awaited<ReturnType<typeof enrolBuilder>>
export type Work = Awaited<ReturnType<typeof startWork>>

/** As much of a farm as it takes to give out work. */
export interface WorkingFarm {
  farm: Pick<Farm, 'database' | 'secret'>
  url: string
}

/** A builder that is enrolled as any other. */
export async function enrolBuilder({ farm, url }: WorkingFarm, minor = 11) {
  const token = await createEnrolToken(farm.database.db, 'test', 60_000)
  const interpreters = [interpreter(minor)]
  const enrolled = await farmClient(url).json('/enrol', { token, name: 'a builder', interpreters })
  const { builder, key } = EnrolAnswer.parse(enrolled.body)
  const client = farmClient(url, `Bearer ${builder}.${key}`)
  const session = SessionAnswer.parse((await client.json('/session', { interpreters, builderVersion: '0.1.0' })).body)
  // The farm's own answer to a session with one interpreter.
  return { id: builder as BuilderId, key, token, client, session, target: (session.targets[0]?.id ?? 0) as TargetId }
}

/** A release that waits on a target, with the order that its job carries. */
export async function makeWork(
  { farm }: WorkingFarm,
  target: TargetId,
  name = `pkg-${randomBytes(4).toString('hex')}`,
) {
  const { db } = farm.database
  const release = await addRelease(db, { package: await addPackage(db, { name }), version: '1.0' })
  const { sha256: sdistSha256 } = await addFile(db, { release, filename: `${name}-1.0.tar.gz` })
  await db.transaction((tx) => planReleases(tx, [release.id], 'a test'))
  const [build] = await db.select().from(builds).where(eq(builds.releaseId, release.id))
  if (build === undefined) throw new Error('nothing was opened')
  const order = signOrder(farm.secret, { build: build.id, try: 1, target, sdistSha256 })
  return { name, build: build.id, sdistSha256, order }
}

/** @param waiting what it starts; made now unless given */
export async function startWork(
  world: WorkingFarm,
  attacker: Attacker,
  waiting?: Awaited<ReturnType<typeof makeWork>>,
) {
  const work = waiting ?? (await makeWork(world, attacker.target))
  const answer = await attacker.client.json('/attempts', { order: work.order, startKey: 'k'.repeat(20) })
  return { ...work, start: StartAnswer.parse(answer.body) }
}

/** A report of a started attempt: BUILT with the wheel, FAILED without; `change` forges it. */
export function reportOf(
  work: Work,
  wheel?: { filename: string; bytes: Buffer },
  change: Partial<Report> = {},
): Buffer {
  const at = new Date().toISOString()
  const described = wheel && {
    name: wheel.filename,
    size: wheel.bytes.length,
    sha256: hashOf(wheel.bytes),
    tags: ['py3-none-any'],
    requiresPython: null,
    requiresDist: [],
    libraries: [],
    systemPackages: [],
  }
  return encodeReport({
    v: 1,
    attempt: work.start.attempt,
    build: work.build,
    try: 1,
    outcome: wheel === undefined ? 'FAILED' : 'BUILT',
    failure: wheel === undefined ? { kind: 'COMPILER', line: 'error: no', exitCode: 1, missing: null } : null,
    wheels: described === undefined ? [] : [described],
    startedAt: at,
    finishedAt: at,
    durationMs: 1_000,
    peakMemoryBytes: null,
    sdistSha256: work.sdistSha256,
    log: { bytes: 0 },
    environment: { python: '3.11.2', pip: '24.2', builder: '0.1.0', system: 'test' },
    ...change,
  })
}
