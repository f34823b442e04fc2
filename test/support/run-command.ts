import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { packageRoot } from '../../src/config.ts'

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/**
 * Runs one `wheelyard` command line from dist/, as a process of its own.
 * @param env on top of PATH and HOME, and nothing else
 */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const main = join(packageRoot, 'dist/src/main.js')
  const child = spawn(process.execPath, [main, ...args], {
    cwd: packageRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}
