import { type Command, Option } from 'commander'
import { createLogger } from '../logger.ts'
import { whenAborted } from '../patience.ts'
import { packageVersion } from '../version.ts'
import { keepDatabase, openFarm } from './context.ts'
import { configOf } from './one-shot.ts'
import { parseFolder } from './parse-arguments.ts'
import { createShutdown } from './processes/shutdown.ts'
import type { RoleContext } from './roles.ts'
import { addSyncCommands, followOption } from './sync-command.ts'
import type { UpOptions } from './up.ts'

const port = () => new Option('--port <number>', 'HTTP port').env('PORT').default('8080')
const host = () =>
  new Option('--host <address>', "address to listen on; TLS is a proxy's").env('HOST').default('127.0.0.1')

const lostAfter = () =>
  new Option('--lost-after <seconds>', 'silence after which a builder is lost')
    .env('WHEELYARD_LOST_AFTER_S')
    .default('180')

/** Loaded by the commands that need them: the others, and each builder, would take twice the time and memory with them. */
const roles = () => import('./roles.ts')
const up = () => import('./up.ts')

/** `up` and each role alone: commands that run until they are asked to stop. */
export function addRoleCommands(program: Command): void {
  program
    .command('up')
    .description('run everything on this machine: database, API, sync, dispatcher and a builder for each Python found')
    .addOption(port())
    .addOption(host())
    .addOption(lostAfter())
    .option('--demo', 'follow a stand-in PyPI with a dozen small packages instead of the real one')
    .addOption(
      new Option('--sdists <dir>', 'like --demo, with the sdists of this folder; its wheels are build requirements')
        .argParser(parseFolder)
        .implies({ demo: true }),
    )
    .option('--fresh', 'clear the data folder first; not with a database or Redis of your own')
    .option(
      '--python <path...>',
      'build for these interpreters only; default: every CPython 3.7 or newer that is found',
    )
    .addOption(followOption().conflicts('demo'))
    .option(
      '--unsafe',
      'build even where bubblewrap does not work, without a sandbox; the demo does, its packages are harmless',
    )
    .option('--no-builders', 'start no builders: they run elsewhere')
    .action(async (options: UpOptions & { port: string; host: string; lostAfter: string }, command: Command) => {
      const { port, host, lostAfter } = options
      const config = configOf(command, { PORT: port, HOST: host, WHEELYARD_LOST_AFTER_S: lostAfter })
      process.exitCode = await (await up()).runUp(config, options)
    })

  addRole(program, 'api', 'serve pages, GraphQL, the pip index and the builders', async (context) => {
    const address = await (await roles()).startApi(context)
    process.stdout.write(`wheelyard ${packageVersion} serves ${address}\n`)
  })
  const sync = addRole(program, 'sync', 'follow PyPI; or look at the following, and mend it', async (context) =>
    (await roles()).startSync(context),
  )
  addSyncCommands(sync)
  addRole(program, 'dispatch', 'fill the queues, and mend what was lost', async (context) =>
    (await roles()).startDispatch(context),
  )
}

function addRole(
  program: Command,
  name: string,
  what: string,
  start: (context: RoleContext) => Promise<void>,
): Command {
  const role = program.command(name).description(what)
  if (name === 'api') role.addOption(port()).addOption(host())
  if (name !== 'sync') role.addOption(lostAfter())
  role.action(async (options: { port?: string; host?: string; lostAfter?: string }, command: Command) => {
    const config = configOf(command, {
      ...(options.port ? { PORT: options.port } : {}),
      ...(options.host ? { HOST: options.host } : {}),
      ...(options.lostAfter ? { WHEELYARD_LOST_AFTER_S: options.lostAfter } : {}),
    })
    const say = (line: string): void => void process.stderr.write(`${line}\n`)
    const shutdown = createShutdown({ say })
    try {
      const opened = await openFarm(config, createLogger(name, config.logLevel), shutdown.push)
      keepDatabase(config, opened, shutdown.push, say)
      await start({ ...opened, config, opened: shutdown.push, keep: shutdown.keep, signal: shutdown.signal })
      await whenAborted(shutdown.signal)
    } finally {
      process.exitCode = await shutdown.run()
      shutdown.dispose()
    }
  })
  return role
}
