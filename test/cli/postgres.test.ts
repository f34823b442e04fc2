import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, chmod, chown, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import {
  type EmbeddedPostgres,
  findRunningPostgres,
  openEmbeddedPostgres,
} from '../../src/cli/postgres/embedded-postgres.ts'
import { findPlace } from '../../src/cli/postgres/place.ts'
import { pidFile } from '../../src/cli/postgres/postmaster.ts'
import { createLogger } from '../../src/logger.ts'

const log = createLogger('test', 'silent')
const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }
const opened: EmbeddedPostgres[] = []

afterEach(async () => {
  for (const server of opened.splice(0)) await server.stop({ adopted: true })
})

test('rows stay over a stop and a start, at the same address', async () => {
  const dataDir = await emptyFolder()
  const first = await open(dataDir)
  await query(first.url, 'create table t as select generate_series(1, 1000) as n')
  await first.stop()
  expect(await findRunningPostgres(dataDir)).toBeNull()

  const second = await open(dataDir)

  expect(second).toMatchObject({ url: first.url, started: true })
  expect(await query(second.url, 'select count(*)::int as n from t')).toEqual([{ n: 1000 }])
  expect(await findRunningPostgres(dataDir)).toBe(first.url)
})

test('text is UTF-8, sorted by code point, and the password is kept from others', async () => {
  const dataDir = await emptyFolder()
  const { url } = await open(dataDir)

  const [row] = await query(
    url,
    `select lower('Ä') as low, 'B' < 'a' as by_code, current_setting('server_encoding') as coding`,
  )

  expect(row).toEqual({ low: 'ä', by_code: true, coding: 'UTF8' })
  expect((await stat((await findPlace(dataDir)).password)).mode & 0o777).toBe(0o600)
  await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password authentication failed')
})

test('a server that runs already is joined, and stopped only if asked to', async () => {
  const dataDir = await emptyFolder()
  const first = await open(dataDir)

  const second = await open(dataDir)
  await second.stop()
  const stillThere = await findRunningPostgres(dataDir)
  await second.stop({ adopted: true })

  expect({ second: second.started, stillThere }).toEqual({ second: false, stillThere: first.url })
  expect(await findRunningPostgres(dataDir)).toBeNull()
})

test('a server killed by -9 loses nothing and starts again at once', async () => {
  const dataDir = await emptyFolder()
  const { url } = await open(dataDir)
  await query(url, 'create table t as select generate_series(1, 1000) as n')
  const pid = Number((await readFile(pidFile(await findPlace(dataDir)), 'utf8')).split('\n')[0])

  process.kill(pid, 'SIGKILL')
  const again = await open(dataDir)

  expect(again.started).toBe(true)
  expect(await query(again.url, 'select count(*)::int as n from t')).toEqual([{ n: 1000 }])
})

test('when the process that started it is killed by -9, the next one goes on', async () => {
  const dataDir = await emptyFolder()
  const holder = await hold(dataDir)
  await query(holder.url, 'create table t as select 1 as n')

  await holder.kill('SIGKILL')
  const next = await open(dataDir)

  expect(await query(next.url, 'select n from t')).toEqual([{ n: 1 }])
})

test('a port that somebody took is left to them', async () => {
  const dataDir = await emptyFolder()
  const first = await open(dataDir)
  await first.stop()
  const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())

  const second = await open(dataDir)

  expect(Number(new URL(second.url).port)).not.toBe((other.address() as AddressInfo).port) // TCP: never a path
  expect(await query(second.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('a server that cannot start says why and what to do', async () => {
  const dataDir = await emptyFolder()
  await (await open(dataDir)).stop()
  await appendFile(join((await findPlace(dataDir)).cluster, 'postgresql.conf'), '\nno_such_setting = 1\n')

  await expect(open(dataDir)).rejects.toMatchObject({
    code: 'POSTGRES_UNAVAILABLE',
    message: expect.stringMatching(/no_such_setting[\s\S]*DATABASE_URL/),
  })
})

test('a pid file left by a machine that lost its power does not hold the start', async () => {
  const dataDir = await emptyFolder()
  const first = await open(dataDir)
  const path = pidFile(await findPlace(dataDir))
  const left = (await readFile(path, 'utf8')).replace(/^\d+/, String(process.pid))
  await first.stop()
  await appendFile(path, left)

  expect(await findRunningPostgres(dataDir)).toBeNull()
  expect((await open(dataDir)).started).toBe(true)
})

test.skipIf(!isRoot || !hasNamespaces())('root can keep its data under a folder closed to all others', async () => {
  const home = await emptyFolder()
  await chmod(home, 0o700)

  const server = await open(join(home, 'data'))

  expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

test.skipIf(!isRoot)("root can keep its data under another user's closed folder", async (context) => {
  if (!canRead(fileURLToPath(import.meta.url))) context.skip('this folder is closed to other users')
  const home = await emptyFolder()
  await chown(home, nobody.uid, nobody.gid)
  await chmod(home, 0o700)

  const server = await open(join(home, 'data'))

  expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

test.skipIf(!isRoot)('an ordinary user can run it', async (context) => {
  if (!canRead(fileURLToPath(import.meta.url))) context.skip('this folder is closed to other users')
  const dataDir = await emptyFolder()
  await chown(dataDir, nobody.uid, nobody.gid)

  const holder = await hold(dataDir, nobody)

  expect(await query(holder.url, 'select 1 as n')).toEqual([{ n: 1 }])
  expect((await stat((await findPlace(dataDir)).cluster)).uid).toBe(nobody.uid)
  await holder.kill('SIGTERM')
  const path = pidFile(await findPlace(dataDir))
  await vi.waitFor(() => expect(existsSync(path)).toBe(false), 20_000)
})

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-postgres-test-'))
  await chmod(folder, 0o755)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function open(dataDir: string): Promise<EmbeddedPostgres> {
  await mkdir(dataDir, { recursive: true })
  const server = await openEmbeddedPostgres({ dataDir, log })
  opened.push(server)
  return server
}

async function query(url: string, text: string): Promise<object[]> {
  const sql = postgres(url, { max: 1 })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end()
  }
}

/** A process of its own that opens the folder's PostgreSQL. */
async function hold(dataDir: string, user: object = {}) {
  const script = fileURLToPath(new URL('./postgres-holder.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, HOME: dataDir },
    ...user,
  })
  const ended = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const line of createInterface(child.stdout)) {
    const { url }: { url: string } = JSON.parse(line)
    return {
      url,
      /** Resolves when the process is gone. */
      kill: async (signal: NodeJS.Signals) => {
        child.kill(signal)
        await ended
      },
    }
  }
  throw new Error('the process ended before PostgreSQL was ready')
}

function hasNamespaces(): boolean {
  return succeeds('unshare', ['--user', 'true'])
}

function canRead(path: string): boolean {
  return succeeds('/bin/cat', [path])
}

function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', ...(isRoot && command !== 'unshare' ? nobody : {}) })
    return true
  } catch {
    return false
  }
}
