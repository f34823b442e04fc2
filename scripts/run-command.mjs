import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { packageRoot } from './package-root.mjs'

/** Signals of one key press come twice, from the terminal and from npm: what follows within this time is the same one. */
const SAME_SIGNAL_MS = 500

/**
 * Runs a farm in a session of its own, hands it each signal once, and waits for its end: the first lets it drain, the
 * second forces it. Should this process be killed, the farm sees its stdin end and stops.
 * @returns the farm's exit code
 */
export function runService(command, args) {
  const env = { ...plainEnvironment(), NODE_ENV: 'production', WHEELYARD_STOP_WITH_STDIN: '1' }
  const child = spawn(command, args, { cwd: packageRoot, env, stdio: ['pipe', 'inherit', 'inherit'], detached: true })
  child.stdin.on('error', () => {})
  let lastMs = Number.NEGATIVE_INFINITY
  return ended(child, command, (signal) => {
    const nowMs = performance.now()
    if (nowMs - lastMs < SAME_SIGNAL_MS) return
    lastMs = nowMs
    child.kill(signal)
  })
}

/** Thrown when a person stopped a step: there is nothing wrong with it. */
class Interrupted extends Error {
  exitCode = 130
  message = 'Interrupted.'
}

/**
 * Runs one step of a set-up or check to its end.
 * @returns its exit code
 * @throws {Interrupted} if a signal came while it ran, whatever it made of it
 */
export async function runStep(command, args, { env = plainEnvironment() } = {}) {
  const child = spawn(command, args, { cwd: packageRoot, env, stdio: ['ignore', 'inherit', 'inherit'] })
  let isInterrupted = false
  const code = await ended(child, command, (signal) => {
    isInterrupted = true
    // A terminal's Ctrl-C has reached the child already, which is in our process group.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
  if (isInterrupted) throw new Interrupted()
  return code
}

/** Runs a tool of node_modules. */
export function runTool(name, args, { env = plainEnvironment() } = {}) {
  return runStep(join(packageRoot, 'node_modules', '.bin', name), args, { env })
}

/** The caller's environment without what npm added for its own script. */
export function plainEnvironment() {
  const npmOwn = /^(npm_.*|INIT_CWD|NODE|COLOR)$/i
  const kept = Object.entries(process.env).filter(([name]) => !npmOwn.test(name))
  const env = Object.fromEntries(kept)
  const added = join('node_modules', '.bin')
  env.PATH = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(added) && !/node-gyp-bin$/.test(folder))
    .join(delimiter)
  return env
}

function ended(child, command, onSignal) {
  const signals = ['SIGINT', 'SIGTERM'] // not SIGHUP: nohup has it ignored, and else it ends us, which is right
  for (const signal of signals) process.on(signal, onSignal)
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)))
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  }).finally(() => {
    for (const signal of signals) process.off(signal, onSignal)
  })
}
