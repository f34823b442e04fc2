import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type BuildJob, jobId, queueName } from '../../schema/job.ts'
import { aPython } from './a-python.ts'
import { FarmServer } from './farm-server.ts'
import { makeJob, makeSdist, type SdistParts } from './make-sdist.ts'
import { until } from './until.ts'

const redisUrl = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
const python = await aPython()
let farm: FarmServer
let dataDir: string
let queue: Queue
let builders: ChildProcess[]

beforeEach(async () => {
  farm = await new FarmServer().listen()
  dataDir = await mkdtemp(join(tmpdir(), 'wheelyard-builder-'))
  const prefix = `wheelyard-test-${randomUUID()}`
  farm.queue = { backend: 'redis', url: redisUrl, username: null, password: null, prefix }
  const { hostname: host, port } = new URL(redisUrl)
  queue = new Queue(queueName(python.facts), { prefix, connection: { host, port: Number(port || 6379) } })
  builders = []
})
afterEach(async () => {
  for (const builder of builders) if (builder.exitCode === null) builder.kill('SIGKILL')
  await queue.obliterate({ force: true })
  await queue.close()
  await farm.close()
  await rm(dataDir, { recursive: true, force: true })
})

function startBuilder(given: { unsafe: boolean; path?: string } = { unsafe: true }): ChildProcess {
  const options = { serverUrl: farm.url, dataDir, pythons: [python.path], unsafe: given.unsafe }
  const program = new URL('./builder-process.ts', import.meta.url).pathname
  const builder = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: [given.path ?? [], process.env.PATH ?? ''].flat().join(':') },
  })
  builders.push(builder)
  return builder
}

async function ended(builder: ChildProcess): Promise<number | null> {
  if (builder.exitCode === null && builder.signalCode === null) await once(builder, 'exit')
  return builder.exitCode
}

async function addJob(build: number, parts: SdistParts = {}): Promise<BuildJob> {
  const sdist = makeSdist({ ...parts, files: { 'number.txt': String(build) } })
  const { abi, platform } = python.facts
  const job = makeJob(sdist, farm.serve(`${build}.tar.gz`, sdist.bytes), { build, target: { abi, platform } })
  await queue.add('build', job, { jobId: jobId(job), priority: 3, removeOnComplete: true, removeOnFail: true })
  return job
}

const reportOf = (build: number) => [...farm.reports.values()].find((report) => report.build === build)
const jobsLeft = async (): Promise<number> => {
  const counts = await queue.getJobCounts('active', 'prioritized', 'waiting')
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
const isRunning = (text: string): boolean =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.startsWith(text))

it('takes jobs, builds, delivers, beats, and drains at the first signal', async () => {
  let refusals = 2
  farm.override = ({ path }) =>
    path === '/farm/v1/attempts' && refusals-- > 0
      ? { status: 503, body: { code: 'BUSY', message: 'not now' }, headers: { 'retry-after': '1' } }
      : null
  await addJob(1)
  await addJob(2, { build: `raise ValueError('no luck')` })
  await queue.add('build', { nonsense: true }, { jobId: 'b3-1', priority: 3, removeOnComplete: true })
  const builder = startBuilder()
  await until(() => farm.reports.size === 2, 'both reports arrive')
  await until(async () => (await jobsLeft()) === 0, 'the jobs are gone')
  expect(reportOf(1)).toMatchObject({ outcome: 'BUILT', environment: { python: python.facts.pythonVersion } })
  expect(reportOf(2)).toMatchObject({ outcome: 'FAILED', failure: { line: 'ValueError: no luck' } })
  expect([...farm.wheels.keys()]).toEqual(['demo_pkg-1.0-py3-none-any.whl'])
  expect(farm.beats.length).toBeGreaterThan(1)
  expect(farm.beats.some((beat) => beat.attempts.length === 1)).toBe(true)
  builder.kill('SIGTERM')
  expect(await ended(builder)).toBe(0)
  expect(await readdir(join(dataDir, 'spool'))).toEqual([])
}, 120_000)

it('loses nothing to kill -9 while the farm takes no report', async () => {
  farm.override = ({ path }) =>
    path.includes('/report') ? { status: 503, body: { code: 'BUSY', message: 'not now' } } : null
  await addJob(1)
  const first = startBuilder()
  await until(() => farm.calls.some(({ path }) => path.includes('/report')), 'the report is tried')
  first.kill('SIGKILL')
  await ended(first)
  expect(farm.reports.size).toBe(0)
  farm.override = () => null
  const second = startBuilder()
  await until(() => farm.reports.size === 1, 'the report arrives')
  expect(reportOf(1)?.outcome).toBe('BUILT')
  expect(farm.wheels.size).toBe(1)
  await until(async () => (await readdir(join(dataDir, 'spool'))).length === 0, 'the spool is empty')
  second.kill('SIGTERM')
  expect(await ended(second)).toBe(0)
}, 120_000)

it('after kill -9 in the middle of a build it ends what still runs and reports the build lost', async () => {
  const sleeper = `sleep ${4_000 + Math.random()}`
  await addJob(1, { build: `print('here', flush=True)\nsubprocess.call('${sleeper}'.split())` })
  const first = startBuilder()
  await until(() => isRunning(sleeper), 'the build runs')
  first.kill('SIGKILL')
  await ended(first)
  const second = startBuilder()
  await until(() => farm.reports.size === 1, 'the report arrives')
  expect(reportOf(1)).toMatchObject({ outcome: 'FAILED', failure: { kind: 'BUILDER_LOST' } })
  if (existsSync('/proc/self/stat')) expect(isRunning(sleeper)).toBe(false)
  second.kill('SIGTERM')
  expect(await ended(second)).toBe(0)
}, 120_000)

it('the second signal ends a build at once; a cancelled one is reported so', async () => {
  const sleeper = `sleep ${5_000 + Math.random()}`
  await addJob(1, { build: `subprocess.call('${sleeper}'.split())` })
  const builder = startBuilder()
  await until(() => isRunning(sleeper), 'the build runs')
  const [attempt] = await until(
    () => farm.beats.find((beat) => beat.attempts.length > 0)?.attempts,
    'the build is told',
  )
  farm.cancel.add(attempt ?? 0)
  await until(() => reportOf(1), 'the report arrives')
  expect(reportOf(1)).toMatchObject({ outcome: 'CANCELLED' })
  await addJob(2, { build: `subprocess.call('${sleeper}'.split())` })
  await until(() => isRunning(sleeper), 'the next build runs')
  const beats = farm.beats.length
  builder.kill('SIGTERM')
  await until(() => farm.beats.length > beats + 5, 'the drain goes on')
  expect(builder.exitCode).toBeNull()
  builder.kill('SIGTERM')
  expect(await ended(builder)).toBe(0)
  expect(isRunning(sleeper)).toBe(false)
  expect((await readdir(join(dataDir, 'spool'))).length).toBe(1)
}, 120_000)

it('takes no jobs while its sandbox does not hold, unless its operator says so; the farm is told', async () => {
  const path = join(dataDir, 'bin')
  await mkdir(path)
  await writeFile(join(path, 'bwrap'), '#!/bin/sh\necho no namespaces here\nexit 1\n', { mode: 0o755 })
  await addJob(1)
  const careful = startBuilder({ unsafe: false, path })
  await until(() => farm.beats.length > 2, 'it beats')
  const faults = ['the sandbox does not start: no namespaces here']
  const told = { passed: false, sandbox: 'none', faults }
  expect(farm.beats.at(-1)?.selfTest).toMatchObject({ ...told, unsafe: false })
  careful.kill('SIGTERM')
  expect(await ended(careful)).toBe(0)
  expect(await jobsLeft()).toBe(1)
  const unsafe = startBuilder({ unsafe: true, path })
  await until(() => reportOf(1), 'the report arrives')
  expect(reportOf(1)?.outcome).toBe('BUILT')
  expect(farm.beats.at(-1)?.selfTest).toMatchObject({ ...told, unsafe: true })
  unsafe.kill('SIGTERM')
  expect(await ended(unsafe)).toBe(0)
}, 120_000)
