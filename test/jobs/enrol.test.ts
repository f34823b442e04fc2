import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Beat, type InterpreterFacts } from '../../schema/farm-api.ts'
import type { AttemptId, BuilderId } from '../../schema/ids.ts'
import {
  builders,
  builderTargets,
  enrolTokens,
  requiresPythonTargets,
  tagSetTargets,
  targets,
} from '../../schema/tables/targets.ts'
import { recordBeat } from '../../src/jobs/beat.ts'
import { drainBuilder, resumeBuilder, revokeBuilder } from '../../src/jobs/builder-control.ts'
import { createEnrolToken, enrolBuilder, openSession } from '../../src/jobs/enrol.ts'
import { authenticateBuilder, openKnownKeys } from '../../src/jobs/identity.ts'
import { addTarget } from '../../src/jobs/targets.ts'
import { internRequiresPythons, internTagSets } from '../../src/store/compatibility.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addPlannedRelease, buildsOf, changeRelease } from '../support/ladder-world.ts'
import { playBuilder } from '../support/played-builder.ts'
import { acceptedTags } from '../support/rows.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(() => farm.close())

const code = (wanted: string) => expect.objectContaining({ code: wanted })

function interpreter(minor: number, given: Partial<InterpreterFacts> = {}): InterpreterFacts {
  return {
    implementation: 'cpython',
    pythonVersion: `3.${minor}.2`,
    abi: `cp3${minor}`,
    platform: 'linux_x86_64',
    tags: acceptedTags(minor, 'linux_x86_64'),
    pipVersion: '23.0.1',
    system: 'Debian GNU/Linux 12 (bookworm)',
    ...given,
  }
}

async function enrol(...interpreters: InterpreterFacts[]) {
  const token = await createEnrolToken(farm.database.db, 'anna', 60_000)
  const { builder, key } = await enrolBuilder(farm, { token, name: 'a Pi', interpreters })
  const identity = await authenticateBuilder(farm, openKnownKeys(), `Bearer ${builder}.${key}`)
  return { identity, token, key }
}

const beat = Beat.parse({ attempts: [], load1: 0.5, memoryFreeBytes: 1, diskFreeBytes: 1, temperatureC: null })

test('a token lets one machine in, once, and not for ever', async () => {
  const { identity, token } = await enrol(interpreter(11))
  const request = { token, name: 'another', interpreters: [interpreter(11)] }
  const late = await createEnrolToken(farm.database.db, 'anna', 60_000)
  await farm.database.db.update(enrolTokens).set({ expiresAt: sql`now()` }).where(sql`used_at is null`)

  expect(identity).toEqual({ id: expect.any(Number), name: 'a Pi' })
  await expect(enrolBuilder(farm, request)).rejects.toEqual(code('ENROL_TOKEN'))
  await expect(enrolBuilder(farm, { ...request, token: late })).rejects.toEqual(code('ENROL_TOKEN'))
  await expect(enrolBuilder(farm, { ...request, token: 'x'.repeat(43) })).rejects.toEqual(code('ENROL_TOKEN'))
  expect(await farm.database.db.select().from(builders)).toHaveLength(1)
})

test('a builder is who has its key', async () => {
  const { identity, key } = await enrol(interpreter(11))
  const known = openKnownKeys()
  expect(await authenticateBuilder(farm, known, `Bearer ${identity.id}.${key}`)).toEqual(identity)
  for (const wrong of [undefined, '', 'Basic x', `Bearer ${key}`]) {
    await expect(authenticateBuilder(farm, known, wrong)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      status: 401,
    })
  }
  for (const wrong of [`${identity.id}.${'x'.repeat(43)}`, `${identity.id + 1_000}.${key}`]) {
    await expect(authenticateBuilder(farm, known, `Bearer ${wrong}`)).rejects.toMatchObject({
      code: 'KEY_INVALID',
      status: 403,
    })
  }
})

test('a session adds the targets of new interpreters, answers every text for them and opens them', async () => {
  const { db } = farm.database
  await db.transaction(async (tx) => {
    await internRequiresPythons(tx, ['>=3.12', '>=3.7'])
    await internTagSets(tx, ['py3-none-any', 'cp312-cp312-linux_x86_64'])
  })
  const release = await addPlannedRelease(farm)
  const { identity } = await enrol(interpreter(12))

  const served = await openSession(farm, identity, { interpreters: [interpreter(12)], builderVersion: '0.1.0' })
  const again = await openSession(farm, identity, { interpreters: [interpreter(12)], builderVersion: '0.1.0' })

  expect(served).toEqual([
    { id: expect.any(Number), abi: 'cp312', platform: 'linux_x86_64', label: 'Debian GNU/Linux 12 (bookworm)' },
  ])
  expect(again).toEqual(served)
  const id = served[0]?.id ?? 0
  const admitted = await db.select().from(requiresPythonTargets).where(sql`target_id = ${id} and admits`)
  const fitting = await db.select().from(tagSetTargets).where(sql`target_id = ${id} and fits`)
  expect([admitted.length, fitting.length]).toEqual([2, 2])
  expect(await buildsOf(farm, release)).toMatchObject([{ targetId: id, work: 'WAITING', climbing: true }])
})

test('a session says which targets are served from now on', async () => {
  const { identity } = await enrol(interpreter(9), interpreter(10))
  await openSession(farm, identity, { interpreters: [interpreter(9), interpreter(10)], builderVersion: '0.1.0' })
  const [left] = await openSession(farm, identity, { interpreters: [interpreter(10)], builderVersion: '0.1.0' })

  const served = await farm.database.db.select().from(builderTargets).where(eq(builderTargets.builderId, identity.id))
  expect(served.map(({ targetId }) => targetId)).toEqual([left?.id])
})

test('an interpreter with other tags is no builder for a known target', async () => {
  await addTarget(farm, interpreter(8), 'known')
  const { identity } = await enrol(interpreter(8))
  const other = interpreter(8, { tags: ['cp38-cp38-linux_x86_64'] })
  const session = openSession(farm, identity, { interpreters: [other], builderVersion: '0.1.0' })
  await expect(session).rejects.toEqual(code('TARGET_MISMATCH'))
})

test('the same new target from two builders at once is one target', async () => {
  const pair = await Promise.all([enrol(interpreter(13)), enrol(interpreter(13))])
  const sessions = pair.map(({ identity }) =>
    openSession(farm, identity, { interpreters: [interpreter(13)], builderVersion: '0.1.0' }),
  )
  const [first, second] = await Promise.all(sessions)
  expect(first).toEqual(second)
})

test('a new text and a new target that come at the same time know each other', async () => {
  const texts = Array.from({ length: 20 }, (_, n) => `>=3.${n}`)
  await Promise.all([
    ...texts.map((text) => farm.database.db.transaction((tx) => internRequiresPythons(tx, [text]))),
    ...[14, 15, 16].map((minor) => addTarget(farm, interpreter(minor), 'new')),
  ])
  const missing = await farm.database.sql`select 1 from requires_pythons r cross join targets t
    where not exists (select 1 from requires_python_targets x where x.requires_python_id = r.id and x.target_id = t.id)`
  expect(missing).toHaveLength(0)
})

test('platforms climb in the order in which they came, and a new ABI joins its platform', async () => {
  const arm = { platform: 'linux_armv7l' }
  const [one, two, three] = [
    await addTarget(farm, interpreter(11), 'x'),
    await addTarget(farm, interpreter(11, arm), 'arm'),
    await addTarget(farm, interpreter(7, arm), 'arm'),
  ]
  const order = async (id: typeof one) =>
    (await farm.database.db.select().from(targets).where(eq(targets.id, id)))[0]?.platformOrder ?? 0
  expect(await order(two)).toBeGreaterThan(await order(one))
  expect(await order(three)).toBe(await order(two))
})

test('a beat keeps the attempt alive, and says what to cancel and when to stop', async () => {
  const { identity } = await enrol(interpreter(6))
  await openSession(farm, identity, { interpreters: [interpreter(6)], builderVersion: '0.1.0' })
  const pi = playBuilder(farm, identity)
  const [wanted, yanked, removed] = [
    await addPlannedRelease(farm),
    await addPlannedRelease(farm),
    await addPlannedRelease(farm),
  ]
  const started: AttemptId[] = []
  for (const release of [wanted, yanked, removed]) {
    const [build] = await buildsOf(farm, release)
    if (build === undefined) throw new Error('no build')
    started.push((await pi.start(build)).attempt)
  }
  await changeRelease(farm, yanked.id, { yanked: true })
  await changeRelease(farm, removed.id, { gone: 'REMOVED' })
  const say = () => recordBeat(farm, identity, { ...beat, attempts: [...started, 999_999] })

  expect(await say()).toMatchObject({ command: 'continue', cancel: [started[2], 999_999] })
  await drainBuilder(farm, identity.id, { actor: 'anna', reason: 'a new card' })
  expect(await say()).toMatchObject({ command: 'drain' })
  await resumeBuilder(farm, identity.id, { actor: 'anna', reason: 'the card is in' })
  expect(await say()).toMatchObject({ command: 'continue' })
  await revokeBuilder(farm, identity.id, { actor: 'anna', reason: 'stolen' })
  expect(await say()).toEqual({ command: 'exit', cancel: [...started, 999_999] })
  const session = openSession(farm, identity, { interpreters: [interpreter(6)], builderVersion: '0.1.0' })
  await expect(session).rejects.toEqual(code('BUILDER_REVOKED'))
  await expect(revokeBuilder(farm, 999_999 as BuilderId, { actor: 'anna', reason: 'stolen' })).rejects.toEqual(
    code('BUILDER_UNKNOWN'),
  )
})
