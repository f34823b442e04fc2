import type { Command } from 'commander'
import { once } from './one-shot.ts'
import { print } from './output.ts'
import { readStatus, statusLines } from './status.ts'

/** `wheelyard status`: the farm at a glance. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('targets, builders, upstream and what waits, at a glance')
    .action((_options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        const status = await readStatus(farm)
        print(output, status, statusLines(status))
      }),
    )
}
