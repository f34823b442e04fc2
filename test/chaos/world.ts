import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../src/cli/postgres/free-port.ts'
import { packageRoot } from '../../src/config.ts'
import { createEnrolToken } from '../../src/jobs/enrol.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { setFollows } from '../../src/store/follows.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { aPython } from '../builder/a-python.ts'
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts'
import { type OwnRedis, startOwnRedis } from '../support/own-redis.ts'
import { waitFor } from '../support/wait-for.ts'
import { startUpstream, type Upstream } from '../upstream/server.ts'
import { type KeptProcess, keepProcess } from './kept-process.ts'
import { type ChaosProxy, startProxy } from './proxy.ts'

/** A whole farm of separate processes, all of whose parts can be hurt. */
export interface ChaosWorld {
  upstream: Upstream
  postgres: OwnPostgres
  redis: OwnRedis
  /** Between builders and API. */
  proxy: ChaosProxy
  api: KeptProcess
  dispatch: KeptProcess
  builders: KeptProcess[]
  /** The API itself, without the proxy. */
  address: string
  /** The script's own connection. */
  database: Database
  /** Attempts whose report the farm said yes to, by what the builders were told. */
  delivered: Set<number>
  /** Minor version of the Python that builds. */
  minor: number
  /** Everything that the processes said, for a person whose run went wrong. */
  said: string[]
  close(): Promise<void>
}

const BUILDERS = 3
const main = join(packageRoot, 'dist/src/main.js')
const MOST_SAID = 5_000

export async function openChaosWorld(): Promise<ChaosWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-chaos-'))
  const [upstream, postgres, redis] = await Promise.all([startUpstream(), startOwnPostgres(), startOwnRedis()])
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const proxy = await startProxy(port)
  const python = await aPython()
  const said: string[] = []
  const delivered = new Set<number>()
  const hear = (line: string): void => {
    said.push(line)
    if (said.length > MOST_SAID) said.shift()
    const attempt = line.includes('"report delivered"') ? /"attempt":(\d+)/.exec(line)?.[1] : undefined
    if (attempt !== undefined) delivered.add(Number(attempt))
  }
  const base = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: folder }
  const env = {
    ...base,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    UPSTREAM_URL: upstream.url,
    WHEELYARD_POLL_S: '0.2',
    WHEELYARD_LOST_AFTER_S: '10',
    LOG_LEVEL: 'info',
  }
  await migrateDatabase(postgres.url)
  const database = openDatabase(postgres.url)
  await database.db.transaction((tx) => setFollows(tx, 'all'))
  const role = (name: string, ...args: string[]) =>
    keepProcess([main, name, '--data', join(folder, 'farm'), ...args], env, hear)
  const api = role('api', '--port', String(port))
  const [sync, dispatch] = [role('sync'), role('dispatch')]
  await waitFor('the API', async () => ((await fetch(`${address}/readyz`)).ok ? true : undefined))
  const builders: KeptProcess[] = []
  for (let n = 0; n < BUILDERS; n += 1) {
    const token = await createEnrolToken(database.db, 'chaos', 3_600_000)
    const args = ['builder', 'run', '--data', join(folder, `builder-${n}`), '--server', proxy.url]
    const own = ['--python', python.path, '--name', `builder-${n}`, '--unsafe']
    builders.push(keepProcess([main, ...args, ...own], { ...base, WHEELYARD_ENROL_TOKEN: token }, hear))
  }
  return {
    upstream,
    postgres,
    redis,
    proxy,
    api,
    dispatch,
    builders,
    address,
    database,
    delivered,
    minor: Number(python.facts.pythonVersion.split('.')[1]),
    said,
    close: async () => {
      await Promise.all([...builders, api, sync, dispatch].map((one) => one.stop()))
      await database.close()
      await Promise.all([proxy.close(), upstream.close(), redis.close(), postgres.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
