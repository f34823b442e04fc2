import type { Command } from 'commander'
import { wholeNumber } from '../dispatch/command.ts'
import type { Runner } from '../main.ts'
import { benchPackage, type PackageOptions } from './package.ts'

export function addPackageBench(program: Command, run: Runner): void {
  const sizes = [10, 500, 2_000]
  program
    .command('package')
    .description("a package's status on every target through GraphQL, beside `{ __typename }` and bare Fastify")
    .option(
      '--releases <n...>',
      'releases of each package',
      (text: string, previous: number[]) => [...(previous === sizes ? [] : previous), wholeNumber(text)],
      sizes,
    )
    .option('--times <n>', 'how often each is asked', wholeNumber, 50)
    .action((options: PackageOptions) => run('package', options, (bench) => benchPackage(bench, options)))
}
