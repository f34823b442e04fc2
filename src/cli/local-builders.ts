import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findPythons } from '../builder/find-pythons.ts'
import { createEnrolToken } from '../jobs/enrol.ts'
import { type Child, startChild } from './processes/child.ts'
import type { RoleContext } from './roles.ts'

export interface LocalBuildersOptions {
  serverUrl: string
  /** Paths of interpreters; null: every one that is found. */
  pythons: readonly string[] | null
  say(line: string): void
}

export interface LocalBuilders {
  /** Lets each finish its build; when `killSignal` is aborted they have two seconds. */
  stop(killSignal: AbortSignal): () => Promise<void>
}

/** Enrolment of a builder on this machine happens at once; its token need not live long. */
const TOKEN_TTL_MS = 300_000
const FORCED_GRACE_MS = 2_000
const DRAIN_MS = 8 * 3_600_000

/** Starts one builder process for each Python, and says which Pythons are not used and why. */
export async function startBuilders(context: RoleContext, options: LocalBuildersOptions): Promise<LocalBuilders> {
  const { found, unsupported } = await findPythons(options.pythons ?? undefined)
  for (const { path, reason } of unsupported) options.say(`  not used: ${path}: ${reason}`)
  if (found.length === 0) options.say('no CPython 3.7 or newer with pip was found: nothing can be built here')
  const children: Child[] = []
  for (const python of found) {
    options.say(`builder for ${python.facts.abi} (Python ${python.facts.pythonVersion}, ${python.path})`)
    children.push(await startBuilder(context, python.facts.abi, python.path, options.serverUrl))
  }
  return {
    stop: (killSignal) => async () => {
      const stopAll = (graceMs: number) => Promise.all(children.map((child) => child.stop({ graceMs })))
      killSignal.addEventListener('abort', () => void stopAll(FORCED_GRACE_MS), { once: true })
      await stopAll(killSignal.aborted ? FORCED_GRACE_MS : DRAIN_MS)
    },
  }
}

async function startBuilder(context: RoleContext, abi: string, python: string, serverUrl: string): Promise<Child> {
  const { config, farm } = context
  const logs = join(config.dataDir, 'logs')
  await mkdir(logs, { recursive: true })
  const token = await createEnrolToken(farm.database.db, 'up', TOKEN_TTL_MS)
  const main = process.argv[1] ?? ''
  const data = join(config.dataDir, 'builders', abi)
  return startChild({
    name: `builder ${abi}`,
    command: process.execPath,
    args: [
      ...process.execArgv,
      main,
      'builder',
      'run',
      '--data',
      data,
      '--server',
      serverUrl,
      '--python',
      python,
      '--name',
      abi,
    ],
    env: { ...process.env, WHEELYARD_ENROL_TOKEN: token },
    log: farm.log,
    logFile: join(logs, `builder-${abi}.log`),
  })
}
