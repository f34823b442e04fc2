import type { Command } from 'commander'
import { type WheelFilter, withdraw } from '../jobs/withdraw.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { parseBuilderId, parseCount, parseTime } from './parse-arguments.ts'

interface WithdrawOptions extends WheelFilter {
  yes?: true
  expect?: number
  max?: number
  reason: string
}

/** What --expect withdraws at most when nothing else is said. */
const USUAL_MAX = 1_000

/** `wheelyard withdraw`: wheels come off the index. Without --yes or --expect it only says which. */
export function addWithdrawCommand(program: Command): void {
  program
    .command('withdraw')
    .description('take wheels off the index at once, and keep them as evidence; without --yes or --expect, say which')
    .option('--builder <number>', 'those that this builder made', parseBuilderId)
    .option('--package <name>', 'those of this package')
    .option('--sha256 <hash>', 'those with these bytes')
    .option('--since <time>', 'only what was published at this time or later (ISO 8601)', parseTime)
    .option('--yes', 'do it, whatever their number')
    .option('--expect <number>', 'do it if there are so many', parseCount)
    .option('--max <number>', `do nothing if there are more; with --expect ${USUAL_MAX} unless given`, parseCount)
    .requiredOption('--reason <text>', 'why; shown with each wheel')
    .action((options: WithdrawOptions, command: Command) =>
      once(command, async ({ farm, output }) => {
        const { builder, package: name, sha256, since, yes, expect, max, reason } = options
        const filter = { builder, package: name, sha256, since }
        const maxCount = max ?? (expect === undefined ? null : USUAL_MAX)
        const wish = { maxCount, actor: actor(), reason }
        const found = await withdraw(farm, filter, { ...wish, dryRun: true, expectedCount: expect ?? null })
        const dryRun = yes === undefined && expect === undefined
        const expectedCount = maxCount === null ? null : found.wheels.length
        const { wheels } = dryRun ? found : await withdraw(farm, filter, { ...wish, dryRun, expectedCount })
        const verb = dryRun ? 'would be' : 'are'
        const how = dryRun && wheels.length > 0 ? [`to do it, give --yes, or --expect ${wheels.length}`] : []
        print(output, { dryRun, wheels }, [...wheels, `${wheels.length} wheels ${verb} withdrawn`, ...how])
      }),
    )
}
