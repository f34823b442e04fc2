import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvents } from '../../schema/tables/farm.ts'
import { targets } from '../../schema/tables/targets.ts'
import { aPython } from '../builder/a-python.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf, changeRelease } from '../support/ladder-world.ts'
import { addBuildRow, addPackage, addRelease } from '../support/rows.ts'
import { type Ran, runCommand } from '../support/run-command.ts'

let farm: TestFarm
let dataDir: string
beforeAll(async () => {
  farm = await createTestFarm()
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

test('a farm with nothing says so, and how to go on', async () => {
  const { code, stdout } = await run('status')

  expect(code).toBe(0)
  expect(stdout).toContain('upstream: not followed yet; pages to fetch: 0')
  expect(stdout).toContain('no targets yet')
  expect(stdout).toContain('no builders yet')
  expect(await json('migrate')).toEqual({ migrated: true })
})

test('what is followed and what is built are changed and shown, and the follower is mended', async () => {
  expect(await json('sync', 'follow', 'packages', 'Demo.Watched')).toEqual({ follows: 'packages', added: 1 })
  expect(await json('sync', 'status')).toMatchObject({ follows: 'packages', pages: { urgent: 1, backlog: 0 } })
  expect((await run('sync', 'status')).stdout).toContain('follows      packages')
  await json('sync', 'reconcile')
  await json('sync', 'resync', 'demo-watched')
  expect(await run('sync', 'rewind', '5')).toMatchObject({ code: 2, stderr: expect.stringContaining('REWIND_INVALID') })
  expect(await run('sync', 'follow', 'all', 'demo')).toMatchObject({ code: 2 })

  await json('policy', 'set', 'demo-watched', '--newest', '3', '--yanked', 'build', '--reason', 'few are used')
  expect(await json('policy', 'show', 'demo-watched')).toMatchObject({ policies: { newest: 3, yanked: 'build' } })
  expect(await json('policy', 'show')).toMatchObject({ policies: { newest: null, yanked: 'skip' } })
  expect(await json('sync', 'follow', 'all')).toEqual({ follows: 'all', added: 0 })
  expect(await run('sync', 'follow', 'packages', 'no name')).toMatchObject({ code: 2 })
  expect(await json('sync', 'status')).toMatchObject({ follows: 'all' })
  expect(await run('up', '--demo', '--follow', 'all')).toMatchObject({
    stderr: expect.stringContaining('cannot be used with'),
  })
})

test('a package is added, skipped and built again, under the name that PyPI uses', async () => {
  const release = await addPlannedRelease(farm, { name: 'demo-greeting' })

  expect(await json('package', 'add', 'Demo.Greeting')).toEqual({ package: 'Demo.Greeting', added: true })
  const skipped = await run('package', 'skip', 'Demo_Greeting', '--reason', 'too large')
  expect(skipped).toEqual({ code: 0, stdout: 'Demo_Greeting is skipped: too large\n', stderr: '' })
  expect(await json('package', 'unskip', 'demo-greeting', '--reason', 'made smaller')).toMatchObject({ skipped: false })

  expect(await auditOf('package:demo-greeting')).toEqual([
    expect.stringContaining('cli:anna package.add'),
    'cli:anna package.skip: too large',
    'cli:anna package.unskip: made smaller',
  ])
  expect(await buildsOf(farm, release)).toEqual([])
})

test('a release is requeued by its names, however the version is spelled', async () => {
  const [target] = await addLadder(farm, 'cp350')
  const release = await addPlannedRelease(farm)
  await changeRelease(farm, release.id, { versionKey: '1' })
  const place = ['cp350', 'linux_x86_64', '--reason', 'soon']

  const done = await json('requeue', release.name.toUpperCase(), '1.0.0', ...place)
  const unknown = await run('requeue', release.name, '2.0', ...place)

  const [build] = await buildsOf(farm, release)
  expect(done).toEqual({ build: build?.id, outcome: 'RAISED' })
  expect(build).toMatchObject({ targetId: target?.id, lane: 'urgent' })
  expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('[RELEASE_UNKNOWN]') })
})

test('what failed is counted by a dry run, and requeued when its number is said; a package too', async () => {
  const [target] = await addLadder(farm, 'cp352')
  if (target === undefined) throw new Error('no target')
  const owner = await addPackage(farm.database.db, { name: 'demo-lacking' })
  for (const version of ['1.0', '2.0']) {
    const release = await addRelease(farm.database.db, { package: owner, version })
    const missing = { missingKind: 'HEADER', missingName: 'ffi.h' } as const
    const failed = { verdict: 'FAILED', failureKind: 'MISSING_HEADER', ...missing } as const
    await addBuildRow(farm.database.db, { release, target, ...failed })
  }
  const chosen = ['--missing', 'ffi.h', '--kind', 'MISSING_HEADER', '--abi', 'cp352', '--since', '2026-01-01']
  const wish = ['requeue-failed', ...chosen, '--reason', 'libffi-dev is there']
  const counts = { matched: 2, requeued: 2, already: 0, refused: {} }

  const dry = await run(...wish, '--dry-run')
  const unsaid = await run(...wish)
  const wrong = await run(...wish, '--expect', '3')
  const done = await json(...wish, '--expect', '2')
  const again = await json('package', 'requeue', 'Demo_Lacking', '--rebuild', '--dry-run', '--reason', 'x')

  expect(dry).toEqual({
    code: 0,
    stdout:
      '2 builds are chosen; 2 would be tried again, 0 are open already\nto do it, leave out --dry-run and give --expect 2\n',
    stderr: '',
  })
  expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining('[BULK_UNCOUNTED]') })
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('[BULK_COUNT]') })
  expect(done).toEqual({ dryRun: false, ...counts })
  expect(again).toEqual({ dryRun: true, ...counts, requeued: 0, already: 2 })
  expect(await auditOf('failures')).toEqual(['cli:anna builds.requeue: libffi-dev is there'])
  for (const odd of [
    ['--max', '-1'],
    ['--since', 'soon'],
    ['--kind', 'BAD_LUCK'],
  ]) {
    expect(await run(...wish, ...odd)).toMatchObject({ code: 2, stdout: '' })
  }
})

test('a target is added, listed, paused, resumed and frozen', async () => {
  const python = await aPython()
  const { abi, platform } = python.facts
  const name = [abi, platform]

  const added = await json('target', 'add', python.path, '--label', 'Here')
  for (const change of ['pause', 'resume', 'freeze']) {
    expect(await json('target', change, ...name, '--reason', `to ${change}`)).toEqual({ abi, platform, done: change })
    const [row] = await farm.database.db.select().from(targets).where(eq(targets.label, 'Here'))
    expect([row?.pausedReason, row?.frozenReason]).toEqual([
      change === 'pause' ? 'to pause' : null,
      change === 'freeze' ? 'to freeze' : null,
    ])
  }
  const { stdout } = await run('target', 'list')

  expect(added).toMatchObject({ abi, platform })
  expect(stdout).toMatch(new RegExp(`^${abi} .*Here.* frozen$`, 'm'))
  expect(await auditOf(`target:${abi}:${platform}`)).toEqual([
    'farm target.add: null',
    ...['pause', 'resume', 'freeze'].map((change) => `cli:anna target.${change}: to ${change}`),
  ])
  expect(await run('target', 'pause', 'cp27', 'win32', '--reason', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[TARGET_UNKNOWN]'),
  })
})

test('an enrolment token lives as long as asked, and no longer than a year', async () => {
  expect(await json('builder', 'token', '--hours', '0.5')).toEqual({ token: expect.stringMatching(/^\S{20,}$/) })

  for (const hours of ['soon', '0', '8761']) {
    const refused = await run('builder', 'token', '--hours', hours)
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('more than 0') })
  }
})

test('what the caller must change ends with 2 and says what', async () => {
  expect(await run('builder', 'pause', 'pi', '--reason', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('builder list'),
  })
  expect(await run('builder', 'pause', '999999', '--reason', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[BUILDER_UNKNOWN]'),
  })
  expect(await run('package', 'skip', 'nobody-knows')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--reason'),
  })
  expect((await run('no-such-command')).code).toBe(2)
  expect((await run('--help')).code).toBe(0)
})

test('a database that is away, an address that is taken and a folder that is not there are told, not thrown', async () => {
  const away = await runCommand(['--data', dataDir, 'status'], { DATABASE_URL: 'postgres://127.0.0.1:1/x' })
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo // a TCP server's address is never a path
  const listening = await run('api', '--port', String(port))
  taken.close()
  const nowhere = await run('up', '--sdists', join(dataDir, 'no-such-folder'), '--no-builders')

  expect(away).toMatchObject({ code: 1, stderr: expect.stringMatching(/ECONNREFUSED.*\[DATABASE_UNREACHABLE\]\n$/) })
  expect(listening).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/another program listens there.*--port.*\[ADDRESS_UNUSABLE\]\n$/),
  })
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no such folder.') })
})

test('help says which options must be given', async () => {
  const { stdout } = await run('package', 'skip', '--help')

  expect(stdout).toMatch(/--reason <text> .*\(required\)/)
})

test('--fresh is refused while the database or the queues are elsewhere, and clears nothing', async () => {
  await writeFile(join(dataDir, 'maintainer-token'), 'kept')

  const refused = await run('up', '--fresh', '--no-builders', '--port', '0')

  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('[FRESH_ELSEWHERE]') })
  expect(refused.stderr).toContain('DATABASE_URL')
  expect(await readdir(dataDir)).toContain('maintainer-token')
})
