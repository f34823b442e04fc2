import { type Command, Option } from 'commander'
import { wholeNumber } from '../dispatch/command.ts'
import type { Runner } from '../main.ts'
import { benchLadder, type LadderOptions } from './ladder.ts'

export function addLadderBench(program: Command, run: Runner): void {
  program
    .command('ladder')
    .description("one release's next step, and the opening of a new target, with millions of releases in the table")
    .option('--releases <n>', 'releases in the table', wholeNumber, 8_000_000)
    .option('--steps <n>', 'releases whose next step is measured', wholeNumber, 5_000)
    .addOption(
      new Option('--follow <mode>', 'as `sync follow`: with `now` every release is from before the farm')
        .choices(['now', 'all'])
        .default('all'),
    )
    .action((options: LadderOptions) => run('ladder', options, (bench) => benchLadder(bench, options)))
}
