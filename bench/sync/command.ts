import type { Command } from 'commander'
import { wholeNumber } from '../dispatch/command.ts'
import type { Runner } from '../main.ts'
import { benchSync, type SyncOptions } from './sync.ts'

export function addSyncBench(program: Command, run: Runner): void {
  program
    .command('sync')
    .description(
      'the list of all projects, project pages, a backlog of events, one event, and a follower that is killed',
    )
    .option('--projects <n>', 'projects on the list', wholeNumber, 886_000)
    .option('--pages <n>', 'pages of one release; of 30 a tenth, of 2,500 a hundredth', wholeNumber, 2_000)
    .option('--events <n>', 'events of the backlog', wholeNumber, 100_000)
    .option('--single <n>', 'events whose way to the queue is measured', wholeNumber, 200)
    .action((options: SyncOptions) => run('sync', options, (bench) => benchSync(bench, options)))
}
