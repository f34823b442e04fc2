import type { Command } from 'commander'
import { requeueRelease } from '../jobs/requeue.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'

/** `wheelyard requeue`: build a release again. */
export function addRequeueCommand(program: Command): void {
  program
    .command('requeue')
    .description('build a release again on one target')
    .argument('<package>')
    .argument('<version>')
    .argument('<abi>', 'such as cp311')
    .argument('<platform>', 'such as linux_armv7l')
    .requiredOption('--reason <text>', 'why')
    .action(
      (name: string, version: string, abi: string, platform: string, options: { reason: string }, command: Command) =>
        once(command, async ({ farm, output }) => {
          const done = await requeueRelease(
            farm,
            { package: name, version, target: { abi, platform } },
            actor(),
            options.reason,
          )
          print(output, done, [`build ${done.build}: ${sentences[done.outcome]}`])
        }),
    )
}

const sentences = {
  ATTEMPT: 'will be tried again',
  RAISED: 'is open already and goes first now',
  ALREADY: 'is being done already',
} as const
