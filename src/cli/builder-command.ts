import type { Command } from 'commander'
import { createEnrolToken } from '../jobs/enrol.ts'
import { addBuilderActions } from './builder-actions.ts'
import { addBuilderControl } from './builder-control-command.ts'
import { actor, configOf, once, outputOf } from './one-shot.ts'
import { print } from './output.ts'
import { parseHours } from './parse-arguments.ts'

/** `wheelyard builder …`: a machine that builds, and what the farm's operator does with it. */
export function addBuilderCommand(program: Command): void {
  const builder = program.command('builder').description('a machine that builds')
  builder
    .command('token')
    .description('make a single-use token with which a machine enrols')
    .option('--hours <number>', 'how long it may be used: a year at most', parseHours, 24)
    .action((options: { hours: number }, command: Command) =>
      once(command, async ({ farm, output }) => {
        const made = await createEnrolToken(farm.database.db, actor(), options.hours * 3_600_000)
        print(output, { token: made }, [made])
      }),
    )
  addBuilderControl(builder)
  addBuilderActions(builder, { command: 'wheelyard builder', config: configOf, output: outputOf })
}
