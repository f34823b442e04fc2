import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile, rm, stat } from 'node:fs/promises'
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
  const { place, binaries, account } = installation
  if ((await readPostmaster(place)) === null) await rm(pidFile(place), { force: true })
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ])
  const call = await withDeathSignal(account, binaries.postgres, ['-D', place.cluster, ...settings])
  const log = await open(place.log, (await sizeOf(place.log)) > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600)
  const start = await sizeOf(place.log)
  const child = spawn(call.command, call.args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: toolEnvironment,
    cwd: place.folder,
    ...(call.uid === undefined ? {} : { uid: call.uid }),
    ...(call.gid === undefined ? {} : { gid: call.gid }),
  })
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', () => resolve(''))
  })
  await log.close()
  return waitUntilReady(
    child,
    ended,
    async (reason) => reason + (await readFile(place.log)).toString('utf8', start),
    place,
  )
}

async function waitUntilReady(
  child: ChildProcess,
  ended: Promise<string>,
  output: (reason: string) => Promise<string>,
  place: Place,
): Promise<StartResult> {
  for (;;) {
    const reason = await Promise.race([ended, sleep(25, null)])
    if (reason !== null) return { kind: 'exited', output: await output(reason) }
    const postmaster = await readPostmaster(place)
    if (postmaster !== null && postmaster.pid === child.pid && postmaster.status === 'ready') {
      child.unref()
      return { kind: 'ready', process: child }
    }
  }
}

/** Has the kernel send SIGINT (PostgreSQL's fast shutdown) when our main thread ends, where `setpriv` can ask for that. */
async function withDeathSignal(account: Account, command: string, args: readonly string[]): Promise<ToolCall> {
  const prefix = ['--pdeathsig', 'INT', '--']
  const probe = await runTool({ ...asAccount(account, 'setpriv', [...prefix, 'true']), cwd: '/' })
  if (probe.code !== 0) return asAccount(account, command, args)
  return asAccount(account, 'setpriv', [...prefix, command, ...args])
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
