import { and, eq, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Beat } from '../../schema/farm-api.ts'
import { builds } from '../../schema/tables/builds.ts'
import { WheelyardError } from '../../src/errors.ts'
import { recordBeat } from '../../src/jobs/beat.ts'
import { parkAndResume } from '../../src/jobs/parking.ts'
import { reapAttempts } from '../../src/jobs/reaper.ts'
import { releaseDueRetries } from '../../src/jobs/sweep.ts'
import { addTarget } from '../../src/jobs/targets.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, plan } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'
import { acceptedTags } from '../support/rows.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp39', 'cp310', 'cp311')
})
afterAll(() => farm.close())

const beat = Beat.parse({ attempts: [], load1: null, memoryFreeBytes: null, diskFreeBytes: null, temperatureC: null })

/** Takes whatever waits, as greedy as it can, until nothing does. What another one took first is no fault. */
async function buildAll(pi: PlayedBuilder, releases: ReadonlyMap<number, string>): Promise<void> {
  for (;;) {
    const waiting = await farm.database.db
      .select()
      .from(builds)
      .where(
        and(
          eq(builds.work, 'WAITING'),
          inArray(
            builds.targetId,
            ladder.map(({ id }) => id),
          ),
        ),
      )
      .orderBy(sql`random()`)
      .limit(1)
    const [build] = waiting
    if (build === undefined) return
    const name = releases.get(build.releaseId) ?? ''
    const abi = ladder.find(({ id }) => id === build.targetId)?.abi
    if (abi === undefined) throw new Error('not a target of the ladder')
    const wheel = await makeWheel({ name, version: '1.0', tags: [`${abi}-${abi}-linux_x86_64`] })
    try {
      const attempt = await pi.start(build)
      await recordBeat(farm, pi.identity, { ...beat, attempts: [attempt.attempt] })
      await pi.report(attempt, build.id % 3 === 0 ? { failure: 'COMPILER' } : { wheels: [wheel] })
    } catch (error) {
      if (!(error instanceof WheelyardError)) throw error
      expect(['ATTEMPT_TAKEN', 'GONE_BUILD']).toContain(error.code)
    }
  }
}

test('builders, planner, reaper, parking and a new target at once: no deadlock, and every rung is settled once', async () => {
  const added = []
  for (let n = 0; n < 12; n += 1) added.push(await addPlannedRelease(farm))
  const releases = new Map(added.map(({ id, name }) => [id as number, name]))
  const ids = added.map(({ id }) => id)
  const players = await Promise.all([1, 2, 3, 4].map(() => addPlayedBuilder(farm, { targets: ladder })))
  const facts = { implementation: 'cpython', pythonVersion: '3.12.1', abi: 'cp312', platform: 'linux_x86_64' } as const
  const newTarget = { ...facts, tags: acceptedTags(12, 'linux_x86_64'), pipVersion: '23', system: 'Test' }

  await Promise.all([
    ...players.map((pi) => buildAll(pi, releases)),
    ...[1, 2, 3].map(() => plan(farm, ...ids.toReversed())),
    addTarget(farm, newTarget, 'new'),
    reapAttempts(farm),
    parkAndResume(farm),
    releaseDueRetries(farm),
  ])
  for (const pi of players.slice(0, 1)) await buildAll(pi, releases)

  const rows = await farm.database.db.select().from(builds)
  const settled = rows.filter(({ targetId }) => ladder.some(({ id }) => id === targetId))
  expect(settled).toHaveLength(ids.length * ladder.length)
  expect(new Set(settled.map(({ work }) => work))).toEqual(new Set([null]))
  expect(settled.every(({ tries }) => tries === 1)).toBe(true)
  const climbing = rows.filter((row) => row.climbing)
  expect(climbing).toHaveLength(ids.length)
  expect(new Set(climbing.map(({ releaseId }) => releaseId)).size).toBe(ids.length)
})
