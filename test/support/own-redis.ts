import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../src/cli/postgres/free-port.ts'
import { answersAsRedis } from './redis-answer.ts'

/** A Redis that a test started itself, and so may flush, stop, kill and reconfigure. It keeps nothing over a restart. */
export interface OwnRedis {
  /** Stays the same over restarts. */
  url: string
  stop(): Promise<void>
  /** Ends it by SIGKILL, as a crash would. */
  kill(): Promise<void>
  /** Starts it again, empty; stops it first if it runs. */
  restart(): Promise<void>
  /** Stops it and removes its folder. */
  close(): Promise<void>
}

/** A start takes a moment; this is for a machine that does much else. */
const START_MS = 60_000

/**
 * Starts a Redis (or Valkey) of the machine on a free port.
 * @throws {Error} if there is none to start, or it does not start
 */
export async function startOwnRedis(): Promise<OwnRedis> {
  const program = findRedisProgram()
  if (program === null) throw new Error('there is neither redis-server nor valkey-server on PATH')
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-own-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let server = await start(program, folder, port)
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }
  return {
    url,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM')
      server = await start(program, folder, port)
    },
    close: async () => {
      await end('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The path of a Redis server on this machine; null if there is none. */
export function findRedisProgram(): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin']
  const paths = ['redis-server', 'valkey-server'].flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find((path) => existsSync(path)) ?? null
}

async function start(program: string, folder: string, port: number): Promise<ChildProcess> {
  const logFile = join(folder, 'redis.log')
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: folder, logfile: logFile }
  const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)])
  const [command = program, ...first] = diesWithUs([program])
  const server = spawn(command, [...first, ...args], { stdio: 'ignore', cwd: folder })
  server.on('error', () => {})
  for (const deadline = Date.now() + START_MS; Date.now() < deadline && server.exitCode === null; await sleep(50)) {
    if (await answersAsRedis(`redis://127.0.0.1:${port}`)) return server
  }
  server.kill('SIGKILL')
  throw new Error(`${program} does not start:\n${await readFile(logFile, 'utf8').catch(() => 'it left no log')}`)
}

/** Linux ends it when the test process is killed by -9, where `setpriv` can ask for that. */
function diesWithUs(command: string[]): string[] {
  const wrapper = ['setpriv', '--pdeathsig', 'KILL', '--']
  try {
    execFileSync('setpriv', [...wrapper.slice(1), 'true'], { stdio: 'ignore' })
    return [...wrapper, ...command]
  } catch {
    return command
  }
}
