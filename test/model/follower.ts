import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, stop } from 'esbuild'
import { packageRoot } from '../../src/config.ts'

/** A sync as a process of its own. */
export interface FollowerProcess {
  /** SIGKILL, at whatever moment. */
  kill(): Promise<void>
}

/** A file that Node starts in a fraction of the time that it takes to compile the sources anew. */
export interface FollowerProgram {
  path: string
  remove(): Promise<void>
}

export async function bundleFollower(): Promise<FollowerProgram> {
  // Below the project, so that it finds the libraries.
  const cache = join(packageRoot, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'wheelyard-follower-'))
  const path = join(folder, 'follower.mjs')
  await build({
    absWorkingDir: packageRoot,
    entryPoints: ['test/sync/sync-process.ts'],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  }).finally(stop)
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}

export async function startFollower(
  program: string,
  databaseUrl: string,
  upstreamUrl: string,
  since: 'now' | 'all',
): Promise<FollowerProcess> {
  const child = spawn(process.execPath, [program, databaseUrl, upstreamUrl, tmpdir(), since], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  if (child.exitCode !== null) throw new Error(`the follower ended with ${child.exitCode} before it was ready`)
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
