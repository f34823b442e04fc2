import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { type OpenFarm, openFarm } from './context.ts'
import type { Output } from './output.ts'

/** Options that every command has. */
interface GlobalOptions {
  data: string
  json?: boolean
}

/** The environment with the command line's own words on top. */
export function configOf(command: Command, words: NodeJS.ProcessEnv = {}): Config {
  const { data } = command.optsWithGlobals<GlobalOptions>()
  return readConfig({ ...process.env, ...words, WHEELYARD_DATA: data })
}

export function outputOf(command: Command): Output {
  return { out: process.stdout, err: process.stderr, json: command.optsWithGlobals<GlobalOptions>().json === true }
}

/** Who acts, for the audit: the person at this terminal. */
export const actor = (): string => `cli:${process.env.SUDO_USER ?? process.env.USER ?? 'unknown'}`

/** What a command that does one thing and ends works with. */
export interface OneShot extends OpenFarm {
  config: Config
  output: Output
}

/** Opens the farm, does one thing, closes everything in reverse order; also when it fails. */
export async function once(command: Command, work: (context: OneShot) => Promise<void>): Promise<void> {
  const config = configOf(command, { LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' })
  const releases: (() => Promise<void>)[] = []
  try {
    const opened = await openFarm(config, createLogger('cli', config.logLevel), (_name, release) =>
      releases.push(release),
    )
    await work({ ...opened, config, output: outputOf(command) })
  } finally {
    for (const release of releases.reverse()) await release()
  }
}
