import { Command, CommanderError } from 'commander'
import { createShutdown } from '../src/cli/processes/shutdown.ts'
import { WheelyardError } from '../src/errors.ts'
import { type Bench, type Findings, machine, tableText } from './bench.ts'
import { addDispatchBench } from './dispatch/command.ts'
import { addIntakeBench } from './intake/command.ts'
import { addLadderBench } from './ladder/command.ts'
import { addPackageBench } from './package/command.ts'
import { addSyncBench } from './sync/command.ts'

/** Runs a bench with its parsed options. */
export type Runner = (name: string, options: object, work: (bench: Bench) => Promise<Findings>) => Promise<void>

/** Prints tables and, as the last line, one JSON object with every figure. Whatever happens, what was opened is released. */
const run: Runner = async (name, options, work) => {
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const shutdown = createShutdown({ say })
  let failed = true
  try {
    const before = machine()
    const begun = Date.now()
    const { tables, figures } = await work({ say, signal: shutdown.signal, opened: shutdown.push })
    if (shutdown.signal.aborted) return
    for (const table of tables) process.stdout.write(`${tableText(table)}\n`)
    const tookS = Math.round((Date.now() - begun) / 1_000)
    process.stdout.write(`${JSON.stringify({ bench: name, machine: before, tookS, options, ...figures })}\n`)
    failed = false
  } finally {
    const code = await shutdown.run()
    process.exitCode = failed ? code || 1 : code
    shutdown.dispose()
  }
}

const program = new Command('npm run bench --')
  .description('Measures what the farm claims. Tables and one line of JSON on stdout, progress on stderr.')
  .showHelpAfterError('(npm run bench -- --help tells more)')
  .exitOverride()
addDispatchBench(program, run)
addIntakeBench(program, run)
addLadderBench(program, run)
addPackageBench(program, run)
addSyncBench(program, run)

try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    const known = error instanceof WheelyardError ? `${error.message} [${error.code}]` : null
    process.stderr.write(`bench: ${known ?? (error instanceof Error ? error.stack : String(error))}\n`)
    process.exitCode ||= 1
  }
}
