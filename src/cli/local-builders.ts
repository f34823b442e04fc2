import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundPython } from '../builder/find-pythons.ts'
import { createEnrolToken } from '../jobs/enrol.ts'
import { countingBackOff, pause } from '../patience.ts'
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

/** Between the end of a builder that nobody asked to end, and its next start. */
const RESTART_MS = { first: 1_000, most: 60_000 }

/** Starts one builder process for each Python, and again when one ends by itself. They enrol at once. */
export async function startBuilders(
  context: RoleContext,
  serverUrl: string,
  pythons: readonly FoundPython[],
  say: (line: string) => void,
): Promise<LocalBuilders> {
  const kept = await Promise.all(
    pythons.map(({ facts, path }) =>
      keepRunning(() => startBuilder(context, facts.abi, path, serverUrl), `the builder for ${facts.abi}`, say),
    ),
  )
  return {
    stop: (killSignal) => async () => {
      const stopAll = (graceMs: number) => Promise.all(kept.map((builder) => builder.stop(graceMs)))
      killSignal.addEventListener('abort', () => void stopAll(FORCED_GRACE_MS), { once: true })
      await stopAll(killSignal.aborted ? FORCED_GRACE_MS : BUILDERS_END_MS)
    },
  }
}

interface KeptBuilder {
  stop(graceMs: number): Promise<void>
}

async function keepRunning(
  start: () => Promise<Child>,
  what: string,
  say: (line: string) => void,
): Promise<KeptBuilder> {
  const over = new AbortController()
  const wait = countingBackOff(RESTART_MS.first, RESTART_MS.most)
  let child = await start()
  const keep = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const { code, signal } = await child.ended
      if (over.signal.aborted) return
      const waitMs = wait.next()
      say(
        `${what} ended by itself (${signal ?? `exit code ${code}`}); it is started again in ${Math.ceil(waitMs / 1_000)} s`,
      )
      await pause(waitMs, over.signal)
      if (!over.signal.aborted) child = await start()
    }
  }
  const keeping = keep().catch((error: unknown) => say(`${what} cannot be started again: ${String(error)}`))
  return {
    stop: async (graceMs) => {
      over.abort()
      await child.stop({ graceMs })
      await keeping
      await child.stop({ graceMs })
    },
  }
}

/** What a builder may know of our environment: builds can read it, and our secrets are not for them. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'TZ',
  'NODE_ENV',
  'NODE_EXTRA_CA_CERTS',
  'LOG_LEVEL',
] as const

function passedOn(): NodeJS.ProcessEnv {
  return Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]))
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
      '--unsafe',
    ],
    env: { ...passedOn(), WHEELYARD_ENROL_TOKEN: token },
    log: farm.log,
    logFile: join(logs, `builder-${abi}.log`),
  })
}
