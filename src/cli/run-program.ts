import { type Command, CommanderError } from 'commander'
import { WheelyardError } from '../errors.ts'

/**
 * Runs one command line. Exit codes: 0 done, 1 a fault of the farm or of upstream, 2 something that the caller must change,
 * 130 forced by a second Ctrl-C.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(argv)
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    return explain(error)
  }
}

/** Tells a person what went wrong and returns the exit code. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof WheelyardError) {
    process.stderr.write(
      `wheelyard: ${error.message}${error.at === undefined ? '' : ` (at ${error.at})`} [${error.code}]\n`,
    )
    return error.status < 500 ? 2 : 1
  }
  process.stderr.write(
    `wheelyard: unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return 1
}
