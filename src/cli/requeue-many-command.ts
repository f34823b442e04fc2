import { type Command, Option } from 'commander'
import type { BulkWish } from '../jobs/bulk.ts'
import type { FailureFilter, TargetFilter } from '../jobs/choose-failures.ts'
import { type ManyRequeued, requeueFailures, requeuePackage } from '../jobs/requeue-many.ts'
import { failureKinds } from '../ladder/words.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { parseCount, parseTime } from './parse-arguments.ts'

interface ManyOptions {
  dryRun?: true
  expect?: number
  max: number
  reason: string
}

/** `wheelyard requeue-failed`: build again what failed, by a filter. */
export function addRequeueFailedCommand(program: Command): void {
  const command = program
    .command('requeue-failed')
    .description('build again what failed, as chosen by the options; without any, all of it')
    .option('--package <name>', 'only of this package')
    .addOption(new Option('--kind <kind>', 'only failures of this kind').choices(failureKinds))
    .option('--missing <name>', 'only for want of this, such as ffi.h')
    .option('--since <time>', 'only what failed at this time or later (ISO 8601)', parseTime)
  addTargetOptions(command)
  addManyOptions(command).action((options: ManyOptions & FailureFilter, own: Command) =>
    once(own, async ({ farm, output }) => {
      const done = await requeueFailures(farm, filterOf(options), wishOf(options))
      print(output, jsonOf(done, options), linesOf(done, options))
    }),
  )
}

/** `wheelyard package requeue`: the same for all builds of one package. */
export function addPackageRequeueCommand(packages: Command): void {
  const command = packages
    .command('requeue')
    .description('build again what failed or is held of a package')
    .argument('<name>')
    .option('--rebuild', 'also what has its wheel')
  addTargetOptions(command)
  addManyOptions(command).action(
    (name: string, options: ManyOptions & TargetFilter & { rebuild?: true }, own: Command) =>
      once(own, async ({ farm, output }) => {
        const { abi, platform, rebuild = false } = options
        const done = await requeuePackage(farm, name, { abi, platform, rebuild }, wishOf(options))
        print(output, jsonOf(done, options), linesOf(done, options))
      }),
  )
}

function addTargetOptions(command: Command): void {
  command
    .option('--abi <tag>', 'only on targets with this ABI tag, such as cp311')
    .option('--platform <tag>', 'only on targets with this platform tag, such as linux_armv7l')
}

function addManyOptions(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--expect <number>', 'how many builds you mean, as a dry run counts them', parseCount)
    .option('--max <number>', 'do nothing if there are more', parseCount, 1_000)
    .requiredOption('--reason <text>', 'why')
}

function filterOf({ package: name, kind, missing, since, abi, platform }: FailureFilter): FailureFilter {
  return { package: name, kind, missing, since, abi, platform }
}

function wishOf({ dryRun, expect, max, reason }: ManyOptions): BulkWish {
  return { dryRun: dryRun === true, expectedCount: expect ?? null, maxCount: max, actor: actor(), reason }
}

function jsonOf({ refused, ...counts }: ManyRequeued, { dryRun }: ManyOptions) {
  return { dryRun: dryRun === true, ...counts, refused: Object.fromEntries(refused) }
}

function linesOf({ matched, requeued, already, refused }: ManyRequeued, { dryRun }: ManyOptions): string[] {
  const verb = dryRun ? 'would be' : 'are'
  return [
    `${matched} builds are chosen; ${requeued} ${verb} tried again, ${already} are open already`,
    ...[...refused].map(([why, builds]) => `${builds} are left alone: ${why}`),
    ...(dryRun && matched > 0 ? [`to do it, leave out --dry-run and give --expect ${matched}`] : []),
  ]
}
