import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Runner } from '../main.ts'
import { benchDispatch, type DispatchOptions } from './dispatch.ts'

const defaultBuilders = [1, 10, 35]

/** A whole number of at least 1. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number, 1 or more')
  return value
}

export function addDispatchBench(program: Command, run: Runner): void {
  program
    .command('dispatch')
    .description('reports per second, the longest stall, and the delay from a release to its start')
    .option('--seconds <n>', 'how long the farm is kept busy, for each number of builders', wholeNumber, 150)
    .option('--idle-seconds <n>', 'how long single releases come to an idle farm', wholeNumber, 20)
    .option('--builders <n...>', 'how many builders, each a process', wholeNumbers, defaultBuilders)
    .option('--at-once <n>', 'jobs that a builder has in hand at once', wholeNumber, 2)
    .option('--releases <n>', 'releases to build for each second', wholeNumber, 800)
    .option('--fresh <n>', 'releases that come in each second besides', wholeNumber, 5)
    .option('--window <n>', 'WHEELYARD_WINDOW of the farm', wholeNumber, 1_000)
    .addOption(
      new Option('--backend <name...>', 'queues to measure')
        .choices(['redis', 'postgres'])
        .default(['redis', 'postgres']),
    )
    .action((options: DispatchOptions) => run('dispatch', options, (bench) => benchDispatch(bench, options)))
}

/** `previous` is the default the first time, which is not added to. */
function wholeNumbers(text: string, previous: number[] | undefined): number[] {
  const value = wholeNumber(text)
  return previous === undefined || previous === defaultBuilders ? [value] : [...previous, value]
}
