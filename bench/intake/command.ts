import type { Command } from 'commander'
import { wholeNumber } from '../dispatch/command.ts'
import type { Runner } from '../main.ts'
import { benchIntake, type IntakeOptions } from './intake.ts'

export function addIntakeBench(program: Command, run: Runner): void {
  program
    .command('intake')
    .description('reports per second and delay of heartbeats, without and with a log of 100 MB; and what a codec costs')
    .option('--builders <n>', 'that report at once', wholeNumber, 35)
    .option('--reports <n>', 'of each builder in each part', wholeNumber, 10)
    .option('--log-mb <n>', 'that one builder sends meanwhile', wholeNumber, 100)
    .action((options: IntakeOptions) => run('intake', options, (bench) => benchIntake(bench, options)))
}
