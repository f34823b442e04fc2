import { type Command, Option } from 'commander'
import { createLogger } from '../logger.ts'
import { whenAborted } from '../patience.ts'
import { packageVersion } from '../version.ts'
import { openFarm } from './context.ts'
import { configOf } from './one-shot.ts'
import { createShutdown } from './processes/shutdown.ts'
import { type RoleContext, startApi, startDispatch, startSync } from './roles.ts'
import { runUp, type UpOptions } from './up.ts'

const port = () => new Option('--port <number>', 'HTTP port').env('PORT').default('8080')
const host = () =>
  new Option('--host <address>', "address to listen on; TLS is a proxy's").env('HOST').default('127.0.0.1')

/** `up` and each role alone: commands that run until they are asked to stop. */
export function addRoleCommands(program: Command): void {
  program
    .command('up')
    .description('run everything on this machine: database, API, sync, dispatcher and a builder for each Python found')
    .addOption(port())
    .addOption(host())
    .option('--demo', 'follow a stand-in PyPI with a dozen small packages instead of the real one')
    .option('--sdists <dir>', 'with --demo: serve the sdists of this folder instead, its wheels as build requirements')
    .option('--fresh', 'clear the data folder first; not with a database or Redis of your own')
    .option(
      '--python <path...>',
      'build for these interpreters only; default: every CPython 3.7 or newer that is found',
    )
    .option('--no-builders', 'start no builders: they run elsewhere')
    .action(async (options: UpOptions & { port: string; host: string }, command: Command) => {
      const config = configOf(command, { PORT: options.port, HOST: options.host })
      process.exitCode = await runUp(config, options)
    })

  addRole(program, 'api', 'serve pages, GraphQL, the pip index and the builders', async (context) => {
    const address = await startApi(context)
    process.stdout.write(`wheelyard ${packageVersion} serves ${address}\n`)
  })
  addRole(program, 'sync', 'follow PyPI', async (context) => startSync(context))
  addRole(program, 'dispatch', 'fill the queues, and mend what was lost', startDispatch)
}

function addRole(program: Command, name: string, what: string, start: (context: RoleContext) => Promise<void>): void {
  const role = program.command(name).description(what)
  if (name === 'api') role.addOption(port()).addOption(host())
  role.action(async (options: { port?: string; host?: string }, command: Command) => {
    const config = configOf(command, {
      ...(options.port ? { PORT: options.port } : {}),
      ...(options.host ? { HOST: options.host } : {}),
    })
    const shutdown = createShutdown({ say: (line) => void process.stderr.write(`${line}\n`) })
    try {
      const opened = await openFarm(config, createLogger(name, config.logLevel), shutdown.push)
      await start({ ...opened, config, opened: shutdown.push, keep: shutdown.keep, signal: shutdown.signal })
      await whenAborted(shutdown.signal)
    } finally {
      process.exitCode = await shutdown.run()
      shutdown.dispose()
    }
  })
}
