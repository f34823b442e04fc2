import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attempts, reports } from '../../schema/tables/builds.ts'
import { auditEvents } from '../../schema/tables/farm.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import { revokeBuilder } from '../../src/jobs/builder-control.ts'
import { requeueBuild } from '../../src/jobs/requeue.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildOn, buildsOf } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedAttempt, type PlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp310', 'cp311')
  pi = await addPlayedBuilder(farm, { targets: ladder })
})
afterAll(() => farm.close())

const code = (wanted: string) => expect.objectContaining({ code: wanted })

type Release = Awaited<ReturnType<typeof addPlannedRelease>>

async function lowest(release: Release) {
  const [target] = ladder
  if (target === undefined) throw new Error('no target')
  return buildOn(farm, release, target)
}

async function stateOf({ attempt }: PlayedAttempt) {
  const [row] = await farm.database.db.select().from(attempts).where(eq(attempts.id, attempt))
  return row?.state
}

async function publishedOf(release: Release): Promise<string[]> {
  const rows = await farm.database.db.select().from(wheels).where(eq(wheels.releaseId, release.id)).orderBy(wheels.id)
  return rows.map(({ filename }) => filename)
}

const auditOf = (subject: string) => farm.database.db.select().from(auditEvents).where(eq(auditEvents.subject, subject))

const pureWheel = (release: Release, given: { version?: string; name?: string; tags?: string[] } = {}) =>
  makeWheel({ name: release.name, version: '1.0', ...given })

describe('a report', () => {
  test('is taken once: the same again gets the first answer, another one is refused and noted', async () => {
    const release = await addPlannedRelease(farm)
    const attempt = await pi.start(await lowest(release))
    const wheel = await pureWheel(release)
    await pi.upload(attempt, wheel)
    const body = await pi.write(attempt, { wheels: [wheel] })

    const answers = await Promise.all([pi.send(attempt, body), pi.send(attempt, body), pi.send(attempt, body)])
    const other = await pi.write(attempt, { failure: 'COMPILER' })

    for (const answer of answers) expect(answer).toEqual({ state: 'BUILT', published: [wheel.filename] })
    await expect(pi.send(attempt, other)).rejects.toEqual(code('REPORT_CONFLICT'))
    expect(await auditOf(`attempt:${attempt.attempt}`)).toMatchObject([{ action: 'report.conflict' }])
    expect(await publishedOf(release)).toEqual([wheel.filename])
    const [kept] = await farm.database.db.select().from(reports).where(eq(reports.attemptId, attempt.attempt))
    expect(kept?.body.equals(body)).toBe(true)
  })

  test('of another builder’s attempt, or with another token, is refused', async () => {
    const release = await addPlannedRelease(farm)
    const attempt = await pi.start(await lowest(release))
    const thief = await addPlayedBuilder(farm, { targets: ladder })
    const body = await pi.write(attempt, { failure: 'COMPILER' })

    await expect(thief.send(attempt, body)).rejects.toEqual(code('ATTEMPT_FOREIGN'))
    await expect(pi.send({ ...attempt, token: 'x'.repeat(43) }, body)).rejects.toEqual(code('ATTEMPT_TOKEN'))
    await expect(thief.upload(attempt, await pureWheel(release))).rejects.toEqual(code('ATTEMPT_FOREIGN'))
    expect(await stateOf(attempt)).toBe('STARTED')
  })

  test('of a revoked builder is refused and kept as evidence; its attempt ends at once, and nobody is blamed', async () => {
    const release = await addPlannedRelease(farm)
    const bad = await addPlayedBuilder(farm, { targets: ladder })
    const attempt = await bad.start(await lowest(release))
    const body = await bad.write(attempt, { failure: 'COMPILER' })

    await revokeBuilder(farm, bad.identity.id, { actor: 'anna', reason: 'it built for somebody else' })

    await expect(bad.send(attempt, body)).rejects.toEqual(code('BUILDER_REVOKED'))
    const [evidence] = await auditOf(`attempt:${attempt.attempt}`)
    expect(evidence).toMatchObject({ action: 'report.revoked', detail: { size: body.length } })
    expect(await stateOf(attempt)).toBe('CANCELLED')
    expect(await lowest(release)).toMatchObject({ work: 'RETRY', climbing: true, farmTries: 0, freeRetries: 1 })
  })

  test('that is malformed or of another attempt is refused with the place, and can be sent again', async () => {
    const release = await addPlannedRelease(farm)
    const attempt = await pi.start(await lowest(release))
    const at = (place: string) => expect.objectContaining({ code: 'REPORT_INVALID', at: place })

    await expect(pi.send(attempt, Buffer.from('a1'))).rejects.toEqual(code('REPORT_INVALID'))
    for (const [field, change] of Object.entries({
      attempt: { attempt: 999 },
      build: { build: 999 },
      try: { try: 2 },
    })) {
      const body = await pi.write(attempt, { failure: 'COMPILER' }, change)
      await expect(pi.send(attempt, body)).rejects.toEqual(at(field))
    }
    const otherSdist = await pi.write(attempt, { wheels: [await pureWheel(release)] }, { sdistSha256: 'b'.repeat(64) })
    await expect(pi.send(attempt, otherSdist)).rejects.toEqual(at('sdistSha256'))

    expect(await pi.report(attempt, { failure: 'COMPILER' })).toEqual({ state: 'FAILED', published: [] })
  })

  test('waits for wheels that did not arrive, or arrived as other bytes', async () => {
    const release = await addPlannedRelease(farm)
    const attempt = await pi.start(await lowest(release))
    const wheel = await pureWheel(release)
    const other = await makeWheel({ name: release.name, version: '1.0', files: { 'other.py': '' } })
    const body = await pi.write(attempt, { wheels: [wheel] })

    await expect(pi.send(attempt, body)).rejects.toEqual(code('WHEEL_MISSING'))
    await pi.upload(attempt, { ...other, filename: wheel.filename })
    await expect(pi.send(attempt, body)).rejects.toEqual(code('WHEEL_MISSING'))
    await pi.upload(attempt, wheel)

    expect(await pi.send(attempt, body)).toEqual({ state: 'BUILT', published: [wheel.filename] })
    await pi.upload(attempt, wheel)
    await expect(pi.upload(attempt, { ...other, filename: wheel.filename })).rejects.toEqual(code('REPORT_CONFLICT'))
  })
})

describe('a wheel that is not what was asked for', () => {
  test.each([
    ['of another project', { name: 'numpy' }],
    ['of another version', { version: '2.0' }],
    ['of a local version', { version: '1.0+farm' }],
  ])('%s ends the climb', async (_what, given) => {
    const release = await addPlannedRelease(farm)

    const answer = await pi.play(await lowest(release), { wheels: [await pureWheel(release, given)] })

    expect(answer).toEqual({ state: 'FAILED', published: [] })
    expect(await buildsOf(farm, release)).toMatchObject([
      { verdict: 'FAILED', failureKind: 'WHEEL_INVALID', endsClimb: true },
    ])
    expect(await publishedOf(release)).toEqual([])
  })

  test.each([
    ['that fits another machine only', { tags: ['cp310-cp310-linux_aarch64'] }],
    ['that fits a newer Python only', { tags: ['cp311-cp311-linux_x86_64'] }],
  ])('%s fails this rung alone', async (_what, given) => {
    const release = await addPlannedRelease(farm)

    await pi.play(await lowest(release), { wheels: [await pureWheel(release, given)] })

    expect(await buildsOf(farm, release)).toMatchObject([
      { verdict: 'FAILED', failureKind: 'WHEEL_INVALID', endsClimb: false },
      { work: 'WAITING', climbing: true },
    ])
  })

  test('is no zip at all: this rung fails', async () => {
    const broken = await addPlannedRelease(farm)
    const { filename } = await pureWheel(broken)

    await pi.play(await lowest(broken), { wheels: [{ filename, bytes: Buffer.from('no zip') }] })

    expect(await lowest(broken)).toMatchObject({ verdict: 'FAILED', failureKind: 'WHEEL_INVALID', endsClimb: false })
  })
})

describe('names', () => {
  test('a rebuild gets a higher build tag each time, whatever its bytes', async () => {
    const release = await addPlannedRelease(farm)
    const build = await lowest(release)
    const wheel = await pureWheel(release)
    await pi.play(build, { wheels: [wheel] })
    const published = []
    for (const reason of ['again', 'once more']) {
      await requeueBuild(farm, build.id, 'anna', reason)
      published.push(...(await pi.play(build, { wheels: [wheel] })).published)
    }
    const stem = `${release.name.replaceAll('-', '_')}-1.0`
    expect(published).toEqual([`${stem}-1-py3-none-any.whl`, `${stem}-2-py3-none-any.whl`])
  })

  test('versions are compared as PEP 440 says', async () => {
    const release = await addPlannedRelease(farm, { version: '1.0.0' })
    const answer = await pi.play(await lowest(release), { wheels: [await pureWheel(release, { version: '1.0' })] })
    expect(answer.published).toHaveLength(1)
  })
})
