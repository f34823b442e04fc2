import { Command, Option } from 'commander'
import { packageVersion } from '../config.ts'
import { addBuilderCommand } from './builder-command.ts'
import { addLedgerCommands } from './ledger-commands.ts'
import { addRoleCommands } from './role-commands.ts'
import { addTargetCommand } from './target-command.ts'

/** The whole command line: every command, its options and help. Commands set `process.exitCode` by throwing. */
export function createProgram(): Command {
  const program = new Command('wheelyard')
    .description(
      'A wheel farm: follows PyPI, finds the wheels that small computers lack, has them built, and serves them.',
    )
    .version(packageVersion)
    .addOption(
      new Option('--data <dir>', 'folder for the database, wheels, logs and tokens')
        .env('WHEELYARD_DATA')
        .default('.wheelyard'),
    )
    .option('--json', 'print results as JSON')
    .showHelpAfterError('(wheelyard --help tells more)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
  addRoleCommands(program)
  addBuilderCommand(program)
  addTargetCommand(program)
  addLedgerCommands(program)
  return program
}
