import type { Command } from 'commander'
import type { BuildId } from '../../schema/ids.ts'
import { cancelBuild } from '../jobs/cancel-attempt.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { parseBuildNumber, parseTime } from './parse-arguments.ts'

/** `wheelyard cancel`: stops what a builder is building. */
export function addCancelCommand(program: Command): void {
  program
    .command('cancel')
    .description('stop the attempt of a build that runs; the build is held, and nobody is blamed')
    .argument('<build>', 'its number, as its page shows it', parseBuildNumber)
    .requiredOption('--reason <text>', 'why')
    .option(
      '--until <time>',
      'it is tried again by itself then (ISO 8601); default: when somebody requeues it',
      parseTime,
    )
    .action((build: BuildId, { reason, until }: { reason: string; until?: Date }, command: Command) =>
      once(command, async ({ farm, output }) => {
        const attempt = await cancelBuild(farm, build, { actor: actor(), reason, until: until ?? null })
        const held = until === undefined ? 'somebody requeues it' : until.toISOString()
        print(output, { build, attempt, until: until ?? null }, [
          `attempt ${attempt} is cancelled; build ${build} is held until ${held}`,
        ])
      }),
    )
}
