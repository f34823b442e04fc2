import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvents } from '../../schema/tables/farm.ts'
import { builders, targets } from '../../schema/tables/targets.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder } from '../support/played-builder.ts'
import { addBuilderRow } from '../support/rows.ts'
import { type Ran, runCommand } from '../support/run-command.ts'

let farm: TestFarm
let dataDir: string
beforeAll(async () => {
  farm = await createTestFarm()
  await addLadder(farm, 'cp310')
  dataDir = await mkdtemp(join(tmpdir(), 'wheelyard-cli-'))
})
afterAll(async () => {
  await farm?.close()
  await rm(dataDir, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Ran> =>
  runCommand(['--data', dataDir, ...args], { DATABASE_URL: farm.url, UPSTREAM_URL: 'http://127.0.0.1:1', USER: 'anna' })

/** The one JSON document that a command prints, and nothing on stderr. */
async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run('--json', ...args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

/** What the audit says of a thing: who did what, and why. */
async function auditOf(subject: string): Promise<string[]> {
  const rows = await farm.database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.subject, subject))
    .orderBy(asc(auditEvents.id))
  return rows.map(({ actor, action, reason }) => `${actor} ${action}: ${reason}`)
}

test('a builder is listed, paused, drained, resumed and revoked', async () => {
  const [target] = await addLadder(farm, 'cp351')
  if (target === undefined) throw new Error('no target')
  const { id } = await addBuilderRow(farm.database.db, { name: 'pi-in-the-cellar', targets: [target] })
  const state = async () => {
    const [row] = await farm.database.db.select().from(builders).where(eq(builders.id, id))
    return [row?.pausedAt, row?.drainingAt, row?.revokedAt].map((at) => at instanceof Date)
  }

  const states = []
  for (const change of ['pause', 'drain', 'resume', 'revoke']) {
    expect(await json('builder', change, String(id), '--reason', `to ${change}`)).toEqual({ builder: id, done: change })
    states.push([change, ...(await state())])
  }
  const shown = await run('builder', 'list')
  const listed = await json('builder', 'list')

  expect(states).toEqual([
    ['pause', true, false, false],
    ['drain', true, true, false],
    ['resume', false, false, false],
    ['revoke', false, false, true],
  ])
  expect(shown.stdout).toMatch(/pi-in-the-cellar .* revoked/)
  expect(listed).toMatchObject([
    { builder: { id, name: 'pi-in-the-cellar' }, targets: [{ abi: 'cp351', platform: 'linux_x86_64' }] },
  ])
  expect(JSON.stringify(listed)).not.toContain('keySha256')
  expect(await auditOf(`builder:${id}`)).toHaveLength(4)
})

test('a running attempt is cancelled by the number of its build, once', async () => {
  const release = await addPlannedRelease(farm)
  const [build] = await buildsOf(farm, release)
  if (build === undefined) throw new Error('no build')
  const [target] = await farm.database.db.select().from(targets).where(eq(targets.id, build.targetId))
  const pi = await addPlayedBuilder(farm, { targets: target === undefined ? [] : [target] })
  const { attempt } = await pi.start(build)
  const cancel = ['cancel', String(build.id), '--reason', 'it mines coins']

  expect(await json(...cancel)).toEqual({ build: build.id, attempt, until: null })
  expect(await run(...cancel)).toMatchObject({ code: 2, stderr: expect.stringContaining('ATTEMPT_OVER') })
  expect(await auditOf(`attempt:${attempt}`)).toEqual(['cli:anna attempt.cancel: it mines coins'])
})

test('wheels are listed first, and withdrawn when their number is said', async () => {
  const release = await addPlannedRelease(farm)
  const [build] = await buildsOf(farm, release)
  if (build === undefined) throw new Error('no build')
  const [target] = await farm.database.db.select().from(targets).where(eq(targets.id, build.targetId))
  const pi = await addPlayedBuilder(farm, { targets: target === undefined ? [] : [target] })
  const wheel = await makeWheel({ name: release.name, version: '1.0' })
  await pi.play(build, { wheels: [wheel] })
  const withdraw = ['withdraw', '--builder', String(pi.identity.id), '--reason', 'taken over']

  expect(await json(...withdraw)).toEqual({ dryRun: true, wheels: [wheel.filename] })
  expect(await json(...withdraw, '--expect', '1')).toEqual({ dryRun: false, wheels: [wheel.filename] })
  expect(await json(...withdraw)).toEqual({ dryRun: true, wheels: [] })
  expect(await run('withdraw', '--reason', 'all')).toMatchObject({ code: 2 })
})
