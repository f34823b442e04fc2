import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../../src/cli/processes/child.ts'
import { packageRoot } from '../../src/config.ts'
import { createLogger } from '../../src/logger.ts'
import type { Bench } from '../bench.ts'

export interface FarmSettings {
  databaseUrl: string
  /** Without it the queues live in the database. */
  redisUrl?: string
  queuePrefix?: string
  /** WHEELYARD_WINDOW */
  window?: number
}

export interface FarmProcesses {
  address: string
  /** Of each role's process. */
  pids: Partial<Record<Role, number>>
  stop(): Promise<void>
}

type Role = 'api' | 'dispatch'

const STOP_MS = 20_000

/** Starts the farm from dist/, each role a process as in production, with its logs in a file. */
export async function startFarm(
  bench: Bench,
  settings: FarmSettings,
  roles: readonly Role[] = ['api', 'dispatch'],
): Promise<FarmProcesses> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wheelyard-bench-'))
  const stops: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })]
  const stop = async () => {
    for (let one = stops.pop(); one !== undefined; one = stops.pop()) await one()
  }
  bench.opened('farm', stop)
  const pids: FarmProcesses['pids'] = {}
  let address = ''
  const ready = (line: string): boolean => {
    address = /serves (\S+)/.exec(line)?.[1] ?? address
    return address !== ''
  }
  for (const role of roles) {
    const child = await startChild({
      name: role,
      command: process.execPath,
      args: [
        join(packageRoot, 'dist/src/main.js'),
        role,
        '--data',
        dataDir,
        ...(role === 'api' ? ['--port', '0'] : []),
      ],
      env: environment(settings),
      log: createLogger('bench', 'silent'),
      logFile: join(dataDir, `${role}.log`),
      ...(role === 'api' ? { ready } : {}),
    })
    pids[role] = child.pid
    stops.push(() => child.stop({ graceMs: STOP_MS }))
  }
  return { address, pids, stop }
}

function environment({ databaseUrl, redisUrl, queuePrefix, window }: FarmSettings): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...(queuePrefix === undefined ? {} : { WHEELYARD_QUEUE_PREFIX: queuePrefix }),
    ...(window === undefined ? {} : { WHEELYARD_WINDOW: String(window) }),
  }
}
