import type { Command } from 'commander'
import { prepareQueues } from '../jobs/queues.ts'
import { requeueRelease } from '../jobs/requeue.ts'
import { skipPackage, unskipPackage } from '../jobs/skip.ts'
import { addPackage } from '../sync/add-package.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { readStatus, statusLines } from './status.ts'

/** `migrate`, `package …`, `requeue` and `status`: what one person asks of the ledger. */
export function addLedgerCommands(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date (every other command does it too)')
    .action((_options: object, command: Command) =>
      once(command, async ({ queueConfig, output }) => {
        await prepareQueues(queueConfig)
        print(output, { migrated: true }, ['the database is up to date'])
      }),
    )
  addPackageCommand(program)
  addRequeueCommand(program)
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

function addPackageCommand(program: Command): void {
  const packages = program.command('package').description('add a package by hand, skip it, or take the skip back')

  packages
    .command('add')
    .description('build all releases of a package, also those from before the farm began')
    .argument('<name>')
    .action((name: string, _options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        await addPackage(farm, name, actor())
        print(output, { package: name, added: true }, [`${name} is added; the running farm fetches it now`])
      }),
    )

  packages
    .command('skip')
    .description('build nothing of a package; what it has stays served')
    .argument('<name>')
    .requiredOption('--reason <text>', 'why; shown on its page')
    .action((name: string, options: { reason: string }, command: Command) =>
      once(command, async ({ farm, output }) => {
        await skipPackage(farm, name, actor(), options.reason)
        print(output, { package: name, skipped: true }, [`${name} is skipped: ${options.reason}`])
      }),
    )

  packages
    .command('unskip')
    .description('take a skip back')
    .argument('<name>')
    .requiredOption('--reason <text>', 'why')
    .action((name: string, options: { reason: string }, command: Command) =>
      once(command, async ({ farm, output }) => {
        await unskipPackage(farm, name, actor(), options.reason)
        print(output, { package: name, skipped: false }, [`${name} is built again`])
      }),
    )
}

function addRequeueCommand(program: Command): void {
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
