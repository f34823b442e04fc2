import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundPython } from '../builder/find-pythons.ts'
import { createEnrolToken } from '../jobs/enrol.ts'
import { type Child, startChild } from './processes/child.ts'
import type { RoleContext } from './roles.ts'

export interface LocalBuilders {
  /** Lets each finish its build; when `killSignal` is aborted they have two seconds. */
  stop(killSignal: AbortSignal): () => Promise<void>
}

/** Enrolment of a builder on this machine happens at once; its token need not live long. */
const TOKEN_TTL_MS = 300_000
const FORCED_GRACE_MS = 2_000
/** A builder ends its build first; the longest that is waited for that, in milliseconds. */
export const BUILDERS_END_MS = 8 * 3_600_000

/** Starts one builder process for each Python; they enrol at once. */
export async function startBuilders(
  context: RoleContext,
  serverUrl: string,
  pythons: readonly FoundPython[],
): Promise<LocalBuilders> {
  const children: Child[] = []
  for (const { facts, path } of pythons) children.push(await startBuilder(context, facts.abi, path, serverUrl))
  return {
    stop: (killSignal) => async () => {
      const stopAll = (graceMs: number) => Promise.all(children.map((child) => child.stop({ graceMs })))
      killSignal.addEventListener('abort', () => void stopAll(FORCED_GRACE_MS), { once: true })
      await stopAll(killSignal.aborted ? FORCED_GRACE_MS : BUILDERS_END_MS)
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
