import { Command, Option } from 'commander'
import { packageVersion } from '../version.ts'
import { addBuilderCommand } from './builder-command.ts'
import { addCancelCommand } from './cancel-command.ts'
import { helpStyle } from './help.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addPackageCommand } from './package-command.ts'
import { addPolicyCommand } from './policy-command.ts'
import { addRequeueCommand } from './requeue-command.ts'
import { addRequeueFailedCommand } from './requeue-many-command.ts'
import { addRoleCommands } from './role-commands.ts'
import { addStatusCommand } from './status-command.ts'
import { addTargetCommand } from './target-command.ts'
import { addWithdrawCommand } from './withdraw-command.ts'

/** The whole command line: every command, its options and help. What fails throws; main.ts makes an exit code of it. */
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
    .configureHelp(helpStyle)
    .exitOverride()
  addRoleCommands(program)
  addBuilderCommand(program)
  addTargetCommand(program)
  addPackageCommand(program)
  addPolicyCommand(program)
  addRequeueCommand(program)
  addRequeueFailedCommand(program)
  addCancelCommand(program)
  addWithdrawCommand(program)
  addStatusCommand(program)
  addMigrateCommand(program)
  return program
}
