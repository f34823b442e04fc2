import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { enrol } from '../builder/enrol.ts'
import { type Identity, readIdentity } from '../builder/identity.ts'
import { localPythons } from '../builder/local-pythons.ts'
import { InputError } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { type Output, print } from './output.ts'
import { createShutdown, type Shutdown } from './processes/shutdown.ts'

/** What differs between `wheelyard builder …` and `node builder.mjs …`. */
export interface BuilderHost {
  /** How a person calls it: `wheelyard builder`. */
  command: string
  config(command: Command): { dataDir: string; logLevel: string }
  output(command: Command): Output
}

interface RunOptions {
  server?: string
  python?: string[]
  name: string
  token?: string
  unsafe?: boolean
}

type EnrolOptions = RunOptions & { server: string; token: string }

const token = () => new Option('--token <token>', 'single-use enrolment token').env('WHEELYARD_ENROL_TOKEN')
const name = () => new Option('--name <text>', 'what the farm calls this builder').default(hostname())

/** `enrol` and `run`, under `wheelyard builder` and in the builder that is one file. */
export function addBuilderActions(parent: Command, host: BuilderHost): void {
  parent
    .command('enrol')
    .description('make this machine a builder; its identity is kept in the data folder')
    .addOption(new Option('--server <url>', 'the farm; plain http only on this machine').makeOptionMandatory())
    .addOption(token().makeOptionMandatory())
    .option('--python <path...>', 'interpreters to build for; default: every CPython 3.7 or newer that is found')
    .addOption(name())
    .action((options: EnrolOptions, command: Command) =>
      untilStopped((shutdown) => enrolHere(options, host, command, shutdown)),
    )

  parent
    .command('run')
    .description('build until told to stop; the first Ctrl-C finishes what runs, the second stops at once')
    .option('--server <url>', 'the farm; default: the one that it was enrolled with')
    .addOption(token())
    .option('--python <path...>', 'interpreters to build for; default: those named to enrol, else all that are found')
    .addOption(name())
    .option('--unsafe', 'take jobs even if the self-test of the sandbox does not pass; the farm shows it')
    .action((options: RunOptions, command: Command) =>
      untilStopped((shutdown) => runHere(options, host, command, shutdown)),
    )
}

const sayOnStderr = (line: string): void => void process.stderr.write(`${line}\n`)

/** Follows this process's signals while it works, and leaves the exit code. */
async function untilStopped(work: (shutdown: Shutdown) => Promise<void>): Promise<void> {
  const shutdown = createShutdown({ say: sayOnStderr })
  try {
    await work(shutdown)
  } finally {
    process.exitCode = await shutdown.run()
    shutdown.dispose()
  }
}

async function enrolHere(
  { server, token, name, python }: EnrolOptions,
  host: BuilderHost,
  command: Command,
  { signal }: Shutdown,
): Promise<void> {
  const { dataDir } = host.config(command)
  const named = python?.map((path) => resolveCommand(path)) ?? null
  const interpreters = (await localPythons(named, sayOnStderr)).map(({ facts }) => facts)
  if (interpreters.length === 0) throw new InputError('NO_PYTHON', 'there is no interpreter to build for')
  const identity = await enrol({ serverUrl: server, dataDir, token, name, interpreters, pythons: named, signal })
  if (identity === null) return
  const line = `enrolled as builder ${identity.builder}; start it with: ${host.command} run`
  print(host.output(command), { builder: identity.builder }, [line])
}

async function runHere(
  { server, token, name, python, unsafe }: RunOptions,
  host: BuilderHost,
  command: Command,
  { signal, killSignal }: Shutdown,
): Promise<void> {
  const { dataDir, logLevel } = host.config(command)
  const named = python?.map((path) => resolveCommand(path)) ?? null
  const known = await readIdentity(dataDir)
  const serverUrl = server ?? enrolledServer(known)
  const pythons = await localPythons(named ?? known?.pythons ?? null, sayOnStderr)
  const { runBuilder } = await import('../builder/run.ts') // half of what this program loads, and `run` alone needs it
  await runBuilder({
    serverUrl,
    dataDir,
    pythons: pythons.map(({ path }) => path),
    name,
    unsafe: unsafe ?? false,
    ...(named === null ? {} : { namedPythons: named }),
    ...(token === undefined ? {} : { enrolToken: token }),
    log: createLogger('builder', logLevel),
    signal,
    killSignal,
  })
}

/** @throws {InputError} NOT_ENROLLED, SERVER_URL */
function enrolledServer(known: Identity | null): string {
  if (known === null) throw new InputError('NOT_ENROLLED', 'this builder has no identity yet: enrol it first')
  if (known.server === null) throw new InputError('SERVER_URL', 'the identity does not say which farm: give --server')
  return known.server
}

/** A path is kept as an absolute one, since the next run may be in another folder; a bare name is looked for in PATH. */
function resolveCommand(path: string): string {
  return path.includes('/') ? resolve(path) : path
}
