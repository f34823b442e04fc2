import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/config.ts'
import { packageVersion } from '../../src/version.ts'
import { ask } from '../support/ask.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type FarmProcess, startFarmProcess } from '../support/farm-process.ts'
import { testRedis } from '../support/redis.ts'
import { waitFor } from '../support/wait-for.ts'
import { startUpstream, type Upstream } from '../upstream/server.ts'
import { aPython } from './a-python.ts'

const run = promisify(execFile)
const python = await aPython()
const redis = testRedis()

let upstream: Upstream
let database: TestDatabase
let farm: FarmProcess
/** Holds nothing but what the test downloads: no node_modules above it either. */
let folder: string
let builder: ChildProcess | undefined

beforeAll(async () => {
  upstream = await startUpstream()
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'lone-builder-'))
  farm = await startFarmProcess({ env: farmEnv(), args: ['--no-builders', '--follow', 'all'] })
})

afterAll(async () => {
  if (builder?.exitCode === null) builder.kill('SIGKILL')
  await farm?.stop()
  await upstream?.close()
  await database?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

function farmEnv(): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: database.url,
    UPSTREAM_URL: upstream.url,
    WHEELYARD_POLL_S: '0.2',
    REDIS_URL: redis.url,
    WHEELYARD_QUEUE_PREFIX: redis.prefix,
  }
}

/** The environment of a machine that knows nothing of the farm; its home is the empty folder. */
const bareEnv = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: folder, LOG_LEVEL: 'info' })

const call = (...args: string[]) => run(process.execPath, ['builder.mjs', ...args], { cwd: folder, env: bareEnv() })

async function enrolToken(): Promise<string> {
  const main = join(packageRoot, 'dist/src/main.js')
  const env = { ...bareEnv(), ...farmEnv() }
  const { stdout } = await run(process.execPath, [main, 'builder', 'token', '--data', farm.dataDir], { env })
  return stdout.trim()
}

function startLoneBuilder(): { child: ChildProcess; said: string[] } {
  const said: string[] = []
  const child = spawn(process.execPath, ['builder.mjs', 'run'], { cwd: folder, env: bareEnv(), stdio: 'pipe' })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  builder = child
  return { child, said }
}

interface BuilderAnswer {
  name: string
  /** Null before the first heartbeat. */
  readings: { diskFreeBytes: string | number | null } | null
}

async function heardBuilder(): Promise<BuilderAnswer | undefined> {
  const query = '{ builders { nodes { name readings { diskFreeBytes } } } }'
  const { builders } = await ask<{ builders: { nodes: BuilderAnswer[] } }>(farm.address, query)
  return builders.nodes.find(({ readings }) => readings !== null)
}

async function ownWheel(name: string): Promise<string | undefined> {
  const query = `query ($name: String!) { release(package: $name, version: "1.0") { status { status wheel { filename } } } }`
  interface Answer {
    release: { status: { status: string; wheel: { filename: string } | null }[] } | null
  }
  const { release } = await ask<Answer>(farm.address, query, { name })
  return release?.status.find(({ status }) => status === 'BUILT')?.wheel?.filename
}

test('one downloaded file in an empty folder enrols, beats and builds', async () => {
  const download = await fetch(`${farm.address}/farm/v1/builder.mjs`)
  const bytes = Buffer.from(await download.arrayBuffer())
  expect(download.status).toBe(200)
  expect(download.headers.get('etag')).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`)
  await writeFile(join(folder, 'builder.mjs'), bytes)
  expect((await call('--version')).stdout.trim()).toBe(packageVersion)
  expect((await call('--help')).stdout).toMatch(/enrol.*run/s)
  await expect(call('run')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('[NOT_ENROLLED]') })

  const token = await enrolToken()
  const enrolled = await call(
    'enrol',
    '--server',
    farm.address,
    '--token',
    token,
    '--name',
    'lone',
    '--python',
    python.path,
  )
  expect(enrolled.stdout).toContain('node builder.mjs run')
  const identity = join(folder, '.wheelyard-builder', 'identity.json')
  expect((await stat(identity)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(identity, 'utf8'))).toMatchObject({ server: farm.address, pythons: [python.path] })

  const { child, said } = startLoneBuilder()
  await upstream.ctl.addRelease({ name: 'lonely', version: '1.0' })
  const wheel = await waitFor('the wheel', () => ownWheel('lonely')).catch((cause: unknown) => {
    throw new Error(said.join(''), { cause })
  })
  expect(wheel).toBe('lonely-1.0-py3-none-any.whl')
  expect(await waitFor('a heartbeat', heardBuilder)).toMatchObject({ name: 'lone' })
  expect(said.join('')).not.toMatch(/heartbeat thread died|did not get through/)

  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(child.exitCode).toBe(0)
}, 240_000)

test('a token that is no token is told by its code', async () => {
  const refused = call('enrol', '--server', farm.address, '--token', 'x'.repeat(30), '--python', python.path)
  await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('[ENROL_REFUSED]') })
})
