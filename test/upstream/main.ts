import { Command, CommanderError } from 'commander'
import { WheelyardError } from '../../src/errors.ts'
import { createLogger } from '../../src/logger.ts'
import { packageVersion } from '../../src/version.ts'
import { likePypi } from './cdn.ts'
import { addClientCommands } from './client-commands.ts'
import { defaultFailingMinor } from './demo-files.ts'
import { addFaultCommands } from './fault-commands.ts'
import { addScenarioCommand } from './scenario-command.ts'
import { publishDemo, publishFolder } from './seed.ts'
import { startUpstream } from './server.ts'
import { wholeNumber } from './whole-number.ts'

interface ServeOptions {
  host: string
  port: number
  data?: string
  sdists?: string
  demo?: true
  failingMinor: number
  seed?: number
  cdn?: true
  exitWithStdin?: true
  logLevel: string
}

function createProgram(): Command {
  const program = new Command('upstream')
    .description('A stand-in PyPI. Without a command it serves, and prints {"url": …} when it is ready.')
    .version(packageVersion)
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <number>', '0: the port of the last start with the same --data, else any free one', wholeNumber, 0)
    .option('--data <dir>', 'keeps the journal and the files; without it they are gone at the end')
    .option('--sdists <dir>', 'publishes every sdist and wheel under this folder')
    .option('--demo', 'publishes a dozen demo packages that build without a network')
    .option('--failing-minor <n>', 'demo-picky fails on Python 3.N and older', wholeNumber, defaultFailingMinor)
    .option('--seed <n>', 'fixes the gaps between serials', wholeNumber)
    .option(
      '--cdn',
      'pages are cached as on PyPI: after a change the old one is read once more; the list is 30 min old',
    )
    .option('--exit-with-stdin', 'ends when its stdin is closed')
    .option('--log-level <level>', 'of the log on stderr', process.env.LOG_LEVEL ?? 'info')
    .enablePositionalOptions()
    .exitOverride()
    .action(serve)
  addClientCommands(program)
  addFaultCommands(program)
  addScenarioCommand(program)
  return program
}

async function serve(options: ServeOptions): Promise<void> {
  const log = createLogger('upstream', options.logLevel)
  const ended = endOfProcess(options.exitWithStdin === true)
  const { host, port, seed, data: dataDir } = options
  const upstream = await startUpstream({ host, port, seed, dataDir, log, ...(options.cdn && { cdn: likePypi }) })
  try {
    if (options.sdists !== undefined) await publishFolder(upstream, options.sdists, log)
    if (options.demo === true) await publishDemo(upstream, options.failingMinor)
    process.stdout.write(`${JSON.stringify({ url: upstream.url })}\n`)
    log.info({ url: upstream.url, rows: upstream.journal.length }, 'ready')
    log.info({ why: await ended }, 'stopping')
  } finally {
    await upstream.close()
    if (options.exitWithStdin === true) process.stdin.destroy()
  }
}

/** Resolves with the reason when this process is told to end. */
function endOfProcess(withStdin: boolean): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve)
    if (!withStdin) return
    process.stdin.once('end', () => resolve('stdin closed')).once('error', () => resolve('stdin closed'))
    process.stdin.resume()
  })
}

/** Exit codes: 0 done, 1 a fault of ours or of the stand-in asked, 2 something that the caller must change. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv)
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const text = error instanceof WheelyardError ? `${error.message} [${error.code}]` : String(error)
    process.stderr.write(`upstream: ${text}\n`)
    return error instanceof WheelyardError && error.status < 500 ? 2 : 1
  }
}

process.exitCode = await main(process.argv)
