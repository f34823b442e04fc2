import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findRunningPostgres, openEmbeddedPostgres } from '../../src/cli/postgres/embedded-postgres.ts'
import { keepPostgres } from '../../src/cli/postgres/keep-postgres.ts'
import { findPlace } from '../../src/cli/postgres/place.ts'
import { pidFile } from '../../src/cli/postgres/postmaster.ts'
import { createLogger } from '../../src/logger.ts'

const log = createLogger('test', 'silent')

async function keptServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'wheelyard-keep-'))
  await chmod(dataDir, 0o755) // as root, another user runs it
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const server = await openEmbeddedPostgres({ dataDir, log })
  onTestFinished(() => server.stop())
  const said: string[] = []
  const stop = keepPostgres({ dataDir, url: server.url, log, say: (line) => said.push(line) })
  onTestFinished(stop)
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  onTestFinished(() => sql.end({ timeout: 1 }))
  return { dataDir, server, said, stop, sql }
}

const answers = (sql: postgres.Sql) =>
  vi.waitFor(async () => expect([...(await sql`select n from t`)]).toEqual([{ n: 1 }]), {
    timeout: 60_000,
    interval: 100,
  })

test('a server that is killed is there again, at its address and with its rows, and stops with the watch', async () => {
  const { dataDir, said, stop, sql } = await keptServer()
  await sql`create table t as select 1 as n`
  const pid = Number((await readFile(pidFile(await findPlace(dataDir)), 'utf8')).split('\n')[0])

  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(said).toEqual(['PostgreSQL ended; it is started again']), 30_000)
  await answers(sql)

  await stop()
  expect(await findRunningPostgres(dataDir)).toBeNull()
})

test('a server that its starter stops is there again for those who joined it', async () => {
  const { server, sql } = await keptServer()
  await sql`create table t as select 1 as n`

  await server.stop()

  await answers(sql)
})
