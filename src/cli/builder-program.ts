import { homedir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { logLevels } from '../logger.ts'
import { packageVersion } from '../version.ts'
import { addBuilderActions } from './builder-actions.ts'
import { helpStyle } from './help.ts'

interface GlobalOptions {
  data: string
  logLevel: string
}

/** The command line of the builder that is one file: it needs nothing of a farm but its address. */
export function createBuilderProgram(): Command {
  const program = new Command('node builder.mjs')
    .description('Builds wheels for a Wheelyard farm. Enrol once, then run.')
    .version(packageVersion)
    .addOption(
      new Option('--data <dir>', 'folder for the identity and for what is not delivered yet; one builder per folder')
        .env('WHEELYARD_DATA')
        .default(join(homedir(), '.wheelyard-builder')),
    )
    .addOption(
      new Option('--log-level <level>', 'how much is logged').env('LOG_LEVEL').choices(logLevels).default('info'),
    )
    .showHelpAfterError('(node builder.mjs --help tells more)')
    .configureHelp(helpStyle)
    .exitOverride()
  addBuilderActions(program, {
    command: 'node builder.mjs',
    config: (command) => {
      const { data, logLevel } = command.optsWithGlobals<GlobalOptions>()
      return { dataDir: data, logLevel }
    },
    output: () => ({ out: process.stdout, err: process.stderr, json: false }),
  })
  return program
}
