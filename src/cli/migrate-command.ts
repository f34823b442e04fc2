import type { Command } from 'commander'
import { prepareQueues } from '../jobs/queues.ts'
import { once } from './one-shot.ts'
import { print } from './output.ts'

/** `wheelyard migrate`: tables and queues as this version wants them. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date (every other command does it too)')
    .action((_options: object, command: Command) =>
      once(command, async ({ queueConfig, output }) => {
        await prepareQueues(queueConfig)
        print(output, { migrated: true }, ['the database is up to date'])
      }),
    )
}
