import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuilderId } from '../../schema/ids.ts'
import type { FoundPython } from '../builder/find-pythons.ts'
import { readIdentity } from '../builder/identity.ts'
import { boxStarts } from '../builder/sandbox/open-sandbox.ts'
import { createEnrolToken } from '../jobs/enrol.ts'
import { findBuilder } from '../store/builders.ts'
import { keepRunning, type Standing } from './keep-running.ts'
import { type Child, startChild } from './processes/child.ts'
import type { RoleContext } from './roles.ts'

export interface LocalBuilders {
  /** Lets each finish its build; when `killSignal` is aborted they have two seconds. */
  stop(killSignal: AbortSignal): () => Promise<void>
}

/** Enrolment of a builder on this machine happens at once; its token need not live long. */
const TOKEN_TTL_MS = 300_000
/** What is said where bubblewrap does not work. */
const UNSAFE = 'bubblewrap does not work here: builds run unsafe, as this user, with its files and its network'
const NOTHING_BUILT =
  'bubblewrap does not work here, so nothing is built: install it (apt install bubblewrap), or accept builds without a sandbox by --unsafe'

const FORCED_GRACE_MS = 2_000
/** A builder ends its build first; the longest that is waited for that, in milliseconds. */
export const BUILDERS_END_MS = 8 * 3_600_000

/**
 * Starts one builder process for each Python, and again when one ends by itself. They enrol at once.
 * @param unsafe whether they take jobs where no sandbox holds
 */
export async function startBuilders(
  context: RoleContext,
  serverUrl: string,
  pythons: readonly FoundPython[],
  { unsafe, say }: { unsafe: boolean; say: (line: string) => void },
): Promise<LocalBuilders> {
  if (pythons.length > 0 && !(await boxStarts())) {
    say(unsafe ? UNSAFE : NOTHING_BUILT)
  }
  const kept = await Promise.all(
    pythons.map(({ facts, path }) =>
      keepRunning({
        start: () => startBuilder(context, facts.abi, path, serverUrl, unsafe),
        standing: () => standingOf(context, facts.abi),
        what: `the builder for ${facts.abi}`,
        say,
      }),
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

const folderOf = ({ config }: RoleContext, abi: string): string => join(config.dataDir, 'builders', abi)

/** What the farm has to say of the builder in this folder; one that is new is wanted. */
async function standingOf(context: RoleContext, abi: string): Promise<Standing> {
  const identity = await readIdentity(folderOf(context, abi))
  if (identity === null) return 'wanted'
  // The farm's own answer to its enrolment; in another farm's database it finds somebody else, or nobody.
  const row = await findBuilder(context.farm.database.db, identity.builder as BuilderId)
  if (row === null) return 'wanted'
  if (row.revokedAt !== null) return 'revoked'
  return row.drainingAt === null && row.retiredAt === null ? 'wanted' : 'sent home'
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

async function startBuilder(
  context: RoleContext,
  abi: string,
  python: string,
  serverUrl: string,
  unsafe: boolean,
): Promise<Child> {
  const { config, farm } = context
  const logs = join(config.dataDir, 'logs')
  await mkdir(logs, { recursive: true })
  const token = await createEnrolToken(farm.database.db, 'up', TOKEN_TTL_MS)
  const main = process.argv[1] ?? ''
  const data = folderOf(context, abi)
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
      ...(unsafe ? ['--unsafe'] : []),
    ],
    env: { ...passedOn(), WHEELYARD_ENROL_TOKEN: token },
    log: farm.log,
    logFile: join(logs, `builder-${abi}.log`),
  })
}
