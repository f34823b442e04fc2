import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { FarmError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { STDIN_VARIABLE } from './parent.ts'

export interface ChildOptions {
  /** For log lines and errors, such as `builder cp311`. */
  name: string
  command: string
  args: readonly string[]
  /** The child's whole environment; nothing is added but the mark that its stdin follows us. */
  env: NodeJS.ProcessEnv
  cwd?: string
  log: Logger
  /** Gets the child's stderr, appended; without it each line goes to `log`. */
  logFile?: string
  /** Looks at each line of stdout until it returns true: then the child is ready. Without it a started child is ready. */
  ready?: (line: string) => boolean
  /** How long `ready` may take, in milliseconds; a minute if not given. */
  readyWithinMs?: number
}

export interface ChildEnd {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Child {
  pid: number
  /** Resolves when the child has ended, by itself or not; never rejects. */
  ended: Promise<ChildEnd>
  /**
   * Asks the child to end by SIGTERM and kills its whole process group after `graceMs`. A second call is a second
   * SIGTERM, which children of ours take as "at once".
   */
  stop(options: { graceMs: number }): Promise<ChildEnd>
}

/** How many of its last words the error about a child that never got ready repeats. */
const LAST_LINES = 12

/**
 * Starts a process in a process group of its own, so that a terminal's Ctrl-C reaches us alone, and waits until it is
 * ready. Its stdin is a pipe that closes when we end, even by -9: our own children then stop (parent.ts).
 * @throws {FarmError} CHILD_FAILED if it cannot be started, ends before it is ready, or is not ready in time
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const logFile = options.logFile === undefined ? null : await open(options.logFile, 'a')
  const lastLines: string[] = []
  const child = spawnGroup(options, logFile?.fd ?? 'pipe')
  const ended = endOf(child, lastLines)
  const ready = readyOnStdout(child, options)
  if (child.stderr !== null) forwardLines(child.stderr, options, lastLines)
  await logFile?.close()
  const stop = stopper(child, ended)
  const inTime = sleep(options.readyWithinMs ?? 60_000, false, { ref: false })
  const isReady = await Promise.race([ready, ended.then(() => false), inTime])
  if (isReady && child.pid !== undefined) return { pid: child.pid, ended, stop }
  const { code, signal } = await stop({ graceMs: 1_000 })
  const words = lastLines.join('\n') || `nothing more is known; see ${options.logFile ?? 'the log'}`
  throw new FarmError('CHILD_FAILED', `${options.name} did not start (${signal ?? `exit code ${code}`}):\n${words}`)
}

function spawnGroup({ command, args, env, cwd }: ChildOptions, stderr: number | 'pipe'): ChildProcess {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'pipe', stderr],
    env: { ...env, [STDIN_VARIABLE]: '1' },
    ...(cwd === undefined ? {} : { cwd }),
  })
  child.stdin?.on('error', () => {}) // it closed its end: that is its own business
  return child
}

/** What is left of the child's process group when it ends, ends with it. */
function endOf(child: ChildProcess, lastLines: string[]): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      lastLines.push(error.message)
      if (child.pid === undefined) resolve({ code: null, signal: null })
    })
    child.once('exit', (code, signal) => {
      killGroup(child)
      resolve({ code, signal })
    })
  })
}

function forwardLines(stderr: Readable, { log, name }: ChildOptions, lastLines: string[]): void {
  createInterface(stderr).on('line', (line) => {
    lastLines.push(line)
    if (lastLines.length > LAST_LINES) lastLines.shift()
    log.info({ child: name }, line)
  })
}

/** Resolves to true at the first line that `ready` takes; lines are read to the end, so that the child never blocks. */
function readyOnStdout(child: ChildProcess, { ready }: ChildOptions): Promise<boolean> {
  return new Promise((resolve) => {
    if (ready === undefined) child.once('spawn', () => resolve(true))
    if (child.stdout === null) return
    createInterface(child.stdout).on('line', (line) => {
      if (ready?.(line) === true) resolve(true)
    })
  })
}

function stopper(child: ChildProcess, ended: Promise<ChildEnd>): Child['stop'] {
  return async ({ graceMs }) => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => killGroup(child), graceMs)
    const end = await ended
    clearTimeout(timer)
    return end
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // the group is empty
  }
}
