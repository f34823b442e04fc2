import { hostname } from 'node:os'
import { type Command, Option } from 'commander'
import { enrol } from '../builder/enrol.ts'
import { runBuilder } from '../builder/run.ts'
import { createEnrolToken } from '../jobs/enrol.ts'
import { createLogger } from '../logger.ts'
import { localPythons } from './local-pythons.ts'
import { actor, configOf, once, outputOf } from './one-shot.ts'
import { print } from './output.ts'
import { createShutdown } from './processes/shutdown.ts'

interface BuilderOptions {
  server: string
  python?: string[]
  name: string
  token?: string
}

const server = () => new Option('--server <url>', 'the farm; plain http only on this machine').makeOptionMandatory()
const token = () => new Option('--token <token>', 'single-use enrolment token').env('WHEELYARD_ENROL_TOKEN')
const python = () =>
  new Option('--python <path...>', 'interpreters to build for; default: every CPython 3.7 or newer that is found')
const name = () => new Option('--name <text>', 'what the farm calls this builder').default(hostname())

/** `wheelyard builder run|enrol|token`: a machine that builds. */
export function addBuilderCommand(program: Command): void {
  const builder = program.command('builder').description('a machine that builds')

  builder
    .command('token')
    .description('make a single-use token with which a machine enrols')
    .option('--hours <number>', 'how long it may be used', '24')
    .action((options: { hours: string }, command: Command) =>
      once(command, async ({ farm, output }) => {
        const made = await createEnrolToken(farm.database.db, actor(), Number(options.hours) * 3_600_000)
        print(output, { token: made }, [made])
      }),
    )

  builder
    .command('enrol')
    .description('make this machine a builder; its identity is kept in the data folder')
    .addOption(server())
    .addOption(token().makeOptionMandatory())
    .addOption(python())
    .addOption(name())
    .action(async (options: BuilderOptions & { token: string }, command: Command) => {
      await enrolHere(options, command)
    })

  builder
    .command('run')
    .description('build until told to stop; the first Ctrl-C finishes what runs, the second stops at once')
    .addOption(server())
    .addOption(token())
    .addOption(python())
    .addOption(name())
    .action(async (options: BuilderOptions, command: Command) => {
      process.exitCode = await runUntilStopped(options, command)
    })
}

const sayOnStderr = (line: string): void => void process.stderr.write(`${line}\n`)

async function enrolHere(options: BuilderOptions & { token: string }, command: Command): Promise<void> {
  const shutdown = createShutdown({ say: sayOnStderr })
  try {
    const pythons = await localPythons(options.python ?? null, sayOnStderr)
    const identity = await enrol({
      serverUrl: options.server,
      dataDir: configOf(command).dataDir,
      token: options.token,
      name: options.name,
      interpreters: pythons.map(({ facts }) => facts),
      signal: shutdown.signal,
    })
    if (identity === null) return
    const next = `wheelyard builder run --server ${options.server}`
    const lines = [`enrolled as builder ${identity.builder}; start it with: ${next}`]
    print(outputOf(command), { builder: identity.builder }, lines)
  } finally {
    process.exitCode = await shutdown.run()
    shutdown.dispose()
  }
}

async function runUntilStopped(options: BuilderOptions, command: Command): Promise<number> {
  const config = configOf(command)
  const shutdown = createShutdown({ say: sayOnStderr })
  try {
    await runBuilder({
      serverUrl: options.server,
      dataDir: config.dataDir,
      pythons: (await localPythons(options.python ?? null, sayOnStderr)).map(({ path }) => path),
      name: options.name,
      ...(options.token === undefined ? {} : { enrolToken: options.token }),
      log: createLogger('builder', config.logLevel),
      signal: shutdown.signal,
      killSignal: shutdown.killSignal,
    })
  } finally {
    process.exitCode = await shutdown.run()
    shutdown.dispose()
  }
  return Number(process.exitCode)
}
