import { createHash, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { EnrolAnswer, SessionAnswer, StartAnswer } from '../../schema/farm-api.ts'
import type { BuilderId, TargetId } from '../../schema/ids.ts'
import type { Report } from '../../schema/report.ts'
import { builds } from '../../schema/tables/builds.ts'
import { createServer, type ServerOptions } from '../../src/http/server.ts'
import { createEnrolToken } from '../../src/jobs/enrol.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { planReleases } from '../../src/jobs/plan.ts'
import { prepareQueues } from '../../src/jobs/queues.ts'
import { signOrder } from '../../src/jobs/work-order.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { queueBackends } from '../support/queue-backends.ts'
import { addFile, addPackage, addRelease } from '../support/rows.ts'
import { farmClient, interpreter } from './farm-client.ts'

/** A farm behind its real server, with its queues in Postgres. */
export interface FarmWorld {
  farm: TestFarm
  app: FastifyInstance
  url: string
  options: ServerOptions
  close(): Promise<void>
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

export async function openFarmWorld(given: Partial<Farm> = {}): Promise<FarmWorld> {
  const farm = await createTestFarm(given)
  const queues = queueBackends(() => farm.url)[1]
  const options = {
    farm,
    queueConfig: queues.config(),
    upstreamUrl: 'http://127.0.0.1:1',
    maintainerToken: randomBytes(20).toString('hex'),
    adminName: 'admin',
  }
  await prepareQueues(options.queueConfig)
  const app = await createServer(options)
  return {
    farm,
    app,
    url: await app.listen({ port: 0, host: '127.0.0.1' }),
    options,
    close: async () => {
      await app.close()
      await queues.clean()
      await farm.close()
    },
  }
}

/** All builders here serve one target: the lowest rung is the one that is built. */
export async function enrol({ farm, url }: FarmWorld) {
  const token = await createEnrolToken(farm.database.db, 'test', 60_000)
  const enrolled = await farmClient(url).json('/enrol', {
    token,
    name: 'a builder',
    interpreters: [interpreter(11)],
  })
  expect(enrolled.status).toBe(201)
  const { builder, key } = EnrolAnswer.parse(enrolled.body)
  const client = farmClient(url, `Bearer ${builder}.${key}`)
  const session = await client.json('/session', { interpreters: [interpreter(11)], builderVersion: '0.1.0' })
  expect(session.status).toBe(200)
  const [target] = SessionAnswer.parse(session.body).targets
  // The farm's own answer to a session with one interpreter.
  return { id: builder as BuilderId, key, client, target: (target?.id ?? 0) as TargetId, session: session.body }
}

/** A build that waits on a target, with the order that a job would carry. */
export async function waitingBuild({ farm }: FarmWorld, target: TargetId, name: string) {
  const { db } = farm.database
  const release = await addRelease(db, { package: await addPackage(db, { name }), version: '1.0' })
  const { sha256: sdistSha256 } = await addFile(db, { release, filename: `${name}-1.0.tar.gz` })
  await db.transaction((tx) => planReleases(tx, [release.id], 'a test'))
  const [build] = await db.select().from(builds).where(eq(builds.releaseId, release.id))
  if (build === undefined) throw new Error('nothing was opened')
  expect(build.targetId).toBe(target)
  return {
    build: build.id,
    sdistSha256,
    order: signOrder(farm.secret, { build: build.id, try: 1, target, sdistSha256 }),
  }
}

export async function startedAttempt(world: FarmWorld, name: string) {
  const builder = await enrol(world)
  const work = await waitingBuild(world, builder.target, name)
  const answer = await builder.client.json('/attempts', { order: work.order, startKey: 'k'.repeat(20) })
  expect(answer.status).toBe(201)
  return { ...builder, ...work, start: StartAnswer.parse(answer.body) }
}

/** A report of a started attempt: BUILT with the wheel, FAILED without. */
export function reportOf(
  started: Awaited<ReturnType<typeof startedAttempt>>,
  wheel?: { name: string; bytes: Buffer },
): Report {
  const at = new Date().toISOString()
  return {
    v: 1,
    attempt: started.start.attempt,
    build: started.build,
    try: 1,
    outcome: wheel === undefined ? 'FAILED' : 'BUILT',
    failure: wheel === undefined ? { kind: 'COMPILER', line: 'error: no', exitCode: 1, missing: null } : null,
    wheels:
      wheel === undefined
        ? []
        : [
            {
              name: wheel.name,
              size: wheel.bytes.length,
              sha256: hashOf(wheel.bytes),
              tags: ['py3-none-any'],
              requiresPython: null,
              requiresDist: [],
              libraries: [],
              systemPackages: [],
            },
          ],
    startedAt: at,
    finishedAt: at,
    durationMs: 1_000,
    peakMemoryBytes: null,
    sdistSha256: started.sdistSha256,
    log: { bytes: 10 },
    environment: { python: '3.11.2', pip: '24.2', builder: '0.1.0', system: 'test' },
  }
}
