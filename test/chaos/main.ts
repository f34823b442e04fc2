import { Command } from 'commander'
import { runChaos } from './run-chaos.ts'

/** `npm run chaos -- --seconds S [--seed N]`: hurts a farm of its own for so long; the last line is its verdict, in JSON. */
const { seconds, seed } = new Command('npm run chaos --')
  .description('hurt a farm in every way for a while, and see whether anything is lost, doubled or stuck')
  .option('--seconds <number>', 'how long', Number, 60)
  .option('--seed <number>', 'the same seed does the same', Number, Date.now() % 1_000_000)
  .parse()
  .opts<{ seconds: number; seed: number }>()

const { wrong, ...result } = await runChaos(seed, seconds, (line) => void process.stderr.write(`${line}\n`))
for (const line of wrong) process.stderr.write(`WRONG: ${line}\n`)
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exitCode = result.lost + result.doubled + result.stuck === 0 ? 0 : 1
