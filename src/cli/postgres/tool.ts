import { spawn } from 'node:child_process'

/** A program to run, and as whom. */
export interface ToolCall {
  command: string
  args: readonly string[]
  uid?: number
  gid?: number
  cwd?: string
}

export interface ToolResult {
  /** The exit code; null if it died by a signal or could not be started. */
  code: number | null
  /** What it wrote on stdout and stderr, as it came. */
  output: string
}

/** PostgreSQL's programs get no variable of ours (`PGDATA`, `PGPORT`, …) and answer in English, which is what we look for in their logs. */
export const toolEnvironment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Longest run of a tool; initdb on a slow SD card takes about a minute. */
const LIMIT_MS = 300_000

/** Runs a short program to its end. That it fails or is missing is a value, not an error. */
export function runTool({ command, args, uid, gid, cwd }: ToolCall): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: toolEnvironment,
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
      ...(cwd === undefined ? {} : { cwd }),
    })
    let output = ''
    const take = (text: string) => {
      output += text
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    // Not by spawn's own `timeout`, whose timer would keep us alive to its end when the program is missing.
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    const end = (result: ToolResult) => {
      clearTimeout(timer)
      resolve(result)
    }
    child.once('error', (error) => end({ code: null, output: `${command}: ${error.message}` }))
    child.once('close', (code) => end({ code, output }))
  })
}
