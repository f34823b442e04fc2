import { Command } from 'commander'
import { newRunName } from '../support/run-name.ts'
import { openSharedPostgres } from '../support/shared-postgres.ts'
import { wholeNumber } from '../upstream/whole-number.ts'
import { bundleFollower } from './follower.ts'
import { type Ground, runSeed, type SeedResult } from './run-seed.ts'

interface Options {
  seeds: number
  seed: number
}

/** `npm run model`: progress on stderr, one line of JSON on stdout, exit code 1 when anything differs. */
const program = new Command('model')
  .description(
    'Runs random programs of changes and faults against a follower, and compares its tables with what must be.',
  )
  .option('--seeds <n>', 'how many programs', wholeNumber, 1)
  .option('--seed <n>', 'the seed of the first; a program is its seed', wholeNumber, Math.floor(Math.random() * 1e6))
  .action(async (options: Options) => {
    process.exitCode = (await runAll(options)) ? 0 : 1
  })

async function runAll({ seeds, seed }: Options): Promise<boolean> {
  const postgres = await openSharedPostgres(newRunName())
  const follower = await bundleFollower()
  const ground = { adminUrl: postgres.adminUrl, template: postgres.template, program: follower.path }
  const sum = { seeds: 0, mutations: 0, faults: 0, differences: 0 }
  try {
    for (let at = seed; at < seed + seeds; at += 1) {
      const result = await runSeed(ground, at)
      tell(result)
      if (result.differences.length > 0) tell(await replay(ground, at))
      sum.seeds += 1
      sum.mutations += result.mutations
      sum.faults += result.faults
      sum.differences += result.differences.length
    }
  } finally {
    await follower.remove()
    await postgres.close()
  }
  process.stdout.write(`${JSON.stringify(sum)}\n`)
  return sum.differences === 0
}

/** The program is the same, its moments are not: a fault that shows again is easier to find. */
function replay(ground: Ground, seed: number): Promise<SeedResult> {
  process.stderr.write(`seed ${seed} failed: npm run model -- --seed ${seed} runs it again, as is done now\n`)
  return runSeed(ground, seed)
}

function tell({ seed, mutations, faults, differences }: SeedResult): void {
  const verdict = differences.length === 0 ? 'as expected' : `${differences.length} differences`
  process.stderr.write(`seed ${seed}: ${mutations} mutations, ${faults} faults, ${verdict}\n`)
  for (const line of differences) process.stderr.write(`  ${line}\n`)
}

await program.parseAsync()
