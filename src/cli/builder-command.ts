import type { Command } from 'commander'
import { createEnrolToken } from '../jobs/enrol.ts'
import { addBuilderActions } from './builder-actions.ts'
import { actor, configOf, once, outputOf } from './one-shot.ts'
import { print } from './output.ts'

/** `wheelyard builder token|enrol|run`: a machine that builds. */
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
  addBuilderActions(builder, { command: 'wheelyard builder', config: configOf, output: outputOf })
}
