import { join } from 'node:path'
import { localPythons } from '../builder/local-pythons.ts'
import type { Config } from '../config.ts'
import type { Farm } from '../jobs/farm.ts'
import { changeFollows } from '../jobs/policies.ts'
import { createLogger } from '../logger.ts'
import { whenAborted } from '../patience.ts'
import { addPackages } from '../sync/add-package.ts'
import { packageVersion } from '../version.ts'
import { clearData } from './clear-data.ts'
import { keepDatabase, openFarm } from './context.ts'
import { lockData } from './data-lock.ts'
import { demoConfig, startStandIn } from './demo.ts'
import { BUILDERS_END_MS, startBuilders } from './local-builders.ts'
import { addLocalTargets } from './local-targets.ts'
import { maintainerToken } from './maintainer-token.ts'
import { readNames } from './name-file.ts'
import { actor } from './one-shot.ts'
import { createShutdown, type Shutdown } from './processes/shutdown.ts'
import { startApi, startDispatch, startSync } from './roles.ts'
import type { Follow } from './sync-command.ts'
import { watchFarm } from './watch-farm.ts'

export interface UpOptions {
  demo?: boolean
  sdists?: string
  fresh?: boolean
  python?: string[]
  builders: boolean
  /** Build where no sandbox holds. */
  unsafe?: boolean
  follow?: Follow
}

/**
 * Runs the whole farm until it is told to stop: the first Ctrl-C drains, the second forces.
 * @returns the exit code
 */
export async function runUp(given: Config, options: UpOptions): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const shutdown = createShutdown({ say })
  try {
    await startAll(given, options, shutdown, say)
    await whenAborted(shutdown.signal)
  } catch (error) {
    if (!shutdown.signal.aborted) throw error
  } finally {
    process.exitCode = await shutdown.run()
    shutdown.dispose()
  }
  say('stopped')
  return Number(process.exitCode)
}

async function startAll(
  given: Config,
  options: UpOptions,
  shutdown: Shutdown,
  say: (line: string) => void,
): Promise<void> {
  say(`Wheelyard ${packageVersion}; data in ${given.dataDir}`)
  shutdown.push('data folder', await lockData(given.dataDir))
  if (options.fresh) {
    await clearData(given)
    say('data folder cleared')
  }
  const logFile = join(given.dataDir, 'logs', 'farm.log')
  const log = createLogger('up', given.logLevel, logFile)
  const pythons = options.builders ? await localPythons(options.python ?? null, say) : []
  const standIn = options.demo
    ? await startStandIn(given, { sdists: options.sdists ?? null, pythons }, { log, push: shutdown.push, say })
    : null
  const config = standIn === null ? given : demoConfig(given, standIn)
  const opened = await openFarm(config, log, shutdown.push, say)
  keepDatabase(config, opened, shutdown.push, say)
  await applyFollow(opened.farm, standIn === null ? options.follow : { mode: 'all', file: null })
  const usable = await addLocalTargets(opened.farm, pythons, say)
  const context = { ...opened, config, opened: shutdown.push, keep: shutdown.keep, signal: shutdown.signal }
  const address = await startApi(context)
  shutdown.push('watching', await watchFarm(opened.farm, config.upstreamUrl, say))
  startSync(context)
  await startDispatch(context)
  const builders = await startBuilders(context, address, usable, { unsafe: options.unsafe ?? standIn !== null, say })
  shutdown.push('builders', builders.stop(shutdown.killSignal), BUILDERS_END_MS)
  for (const { facts, path } of usable) say(`builds for ${facts.abi}: Python ${facts.pythonVersion}, ${path}`)
  for (const line of await greeting(config, address, logFile)) say(line)
  for (const line of standIn?.hints(address) ?? []) say(line)
  say('Ctrl-C stops everything.')
}

async function applyFollow(farm: Farm, follow: Follow | undefined): Promise<void> {
  if (follow === undefined) return
  const names = follow.file === null ? [] : await readNames(follow.file)
  await addPackages(farm, names, actor())
  await changeFollows(farm, follow.mode, actor())
}

async function greeting(config: Config, address: string, logFile: string): Promise<string[]> {
  return [
    '',
    `  page              ${address}/`,
    `  GraphQL           ${address}/graphql`,
    `  index             ${address}/simple/`,
    `  maintainer token  ${await maintainerToken(config)}`,
    `  follows           ${config.upstreamUrl}`,
    `  logs              ${logFile}`,
    '',
  ]
}
