import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, asAccount } from './account.ts'
import type { Place } from './place.ts'
import { pidFile, readPostmaster } from './postmaster.ts'
import type { Installation } from './prepare.ts'
import { runTool, type ToolCall, toolEnvironment } from './tool.ts'

/** How a start went. `exited` carries what the server wrote. */
export type StartResult = { kind: 'ready'; process: ChildProcess } | { kind: 'exited'; output: string }

/** The log is begun anew at a start when it is larger than this. */
const LOG_LIMIT_BYTES = 8 * 1024 * 1024

/** Fit for a machine of 1 GiB; 200 connections serve one host's farm with 35 builders. TCP only: a socket's path may be too long. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '200',
  max_wal_size: '1GB',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%m [%p] ',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
}

/**
 * Starts the server and waits until it is ready, however long it recovers from a crash.
 * It has a session of its own, so that a terminal's Ctrl-C reaches us alone; if we are killed, Linux tells it to stop.
 */
export async function startServer(installation: Installation, port: number): Promise<StartResult> {
  const { place, account } = installation
  if ((await readPostmaster(place)) === null) await rm(pidFile(place), { force: true })
  const isBound = await canDieWithUs(account)
  const log = await open(place.log, (await sizeOf(place.log)) > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600)
  const logStart = await sizeOf(place.log)
  const child = spawnServer(serverCall(installation, port, isBound), place, log.fd)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', () => resolve(''))
  })
  await log.close()
  const reason = await waitUntilReady(child, ended, place)
  if (reason !== null) {
    return { kind: 'exited', output: reason + (await readFile(place.log)).toString('utf8', logStart) }
  }
  if (isBound) await writeFile(place.starter, `${process.pid}\n`)
  else await rm(place.starter, { force: true })
  child.unref()
  return { kind: 'ready', process: child }
}

function serverCall({ place, binaries, account }: Installation, port: number, isBound: boolean): ToolCall {
  const settings = Object.entries({ ...SETTINGS, port: String(port) })
  const args = ['-D', place.cluster, ...settings.flatMap(([key, value]) => ['-c', `${key}=${value}`])]
  if (!isBound) return asAccount(account, binaries.postgres, args)
  return asAccount(account, 'setpriv', [...DEATH_SIGNAL, binaries.postgres, ...args])
}

function spawnServer({ command, args, uid, gid }: ToolCall, place: Place, logFd: number): ChildProcess {
  return spawn(command, args, {
    detached: true,
    stdio: ['ignore', logFd, logFd],
    env: toolEnvironment,
    cwd: place.folder,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  })
}

/** Returns null when the server is ready, or what is known of its end; its log says more. */
async function waitUntilReady(child: ChildProcess, ended: Promise<string>, place: Place): Promise<string | null> {
  for (;;) {
    const reason = await Promise.race([ended, sleep(25, null)])
    if (reason !== null) return reason
    const postmaster = await readPostmaster(place)
    if (postmaster?.pid === child.pid && postmaster?.isReady) return null
  }
}

/** Has the kernel send SIGINT (PostgreSQL's fast shutdown) when our main thread ends. */
const DEATH_SIGNAL = ['--pdeathsig', 'INT', '--']

/** Linux can, where there is a full `setpriv`. */
async function canDieWithUs(account: Account): Promise<boolean> {
  return (await runTool({ ...asAccount(account, 'setpriv', [...DEATH_SIGNAL, 'true']), cwd: '/' })).code === 0
}

/**
 * Stops a server: SIGINT ends its sessions, then writes all out; SIGQUIT, after 10 s, leaves that to the next start.
 * @param hasEnded whether the process is gone
 */
export async function stopServer(pid: number, hasEnded: () => Promise<boolean>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (await hasEnded()) return
    send(pid, signal)
    for (let waitedMs = 0; waitedMs < 10_000 && !(await hasEnded()); waitedMs += 20) await sleep(20)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it ended in between
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
