import type { Config } from '../config.ts'
import { createServer } from '../http/server.ts'
import { runDispatcher } from '../jobs/dispatch.ts'
import { keepPresence } from '../jobs/presence.ts'
import { openQueues, prepareQueues } from '../jobs/queues.ts'
import { keepWatch } from '../jobs/watch.ts'
import { openDatabase } from '../store/database.ts'
import { runSync } from '../sync/run-sync.ts'
import type { Opened, OpenFarm } from './context.ts'
import { listenOn } from './listen.ts'
import { maintainerToken } from './maintainer-token.ts'
import type { Shutdown } from './processes/shutdown.ts'

/** The farm's long-running parts, each alone or all in one process. */
export interface RoleContext extends OpenFarm {
  config: Config
  opened: Opened
  keep: Shutdown['keep']
  /** Aborted when the process is asked to stop. */
  signal: AbortSignal
}

/** How long one statement may take that somebody waits for, in milliseconds. */
const STATEMENT_MS = 10_000

/**
 * Serves pages, GraphQL, index and builders.
 * @returns the address, with the port that was really taken
 * @throws {InputError} ADDRESS_UNUSABLE
 */
export async function startApi(context: RoleContext): Promise<string> {
  const { config, farm } = context
  await prepareQueues(context.queueConfig)
  const queues = openQueues(context.queueConfig, farm.log)
  context.opened('queues of the API', queues.close)
  const database = openDatabase(context.databaseUrl, { statementTimeoutMs: STATEMENT_MS })
  context.opened('database connections of the API', database.close)
  context.keep('presence', keepPresence({ ...farm, database }, context.signal))
  context.keep('watch', keepWatch({ ...farm, database }, context.signal))
  const app = await createServer({
    farm: { ...farm, database },
    queues,
    queueConfig: context.queueConfig,
    upstreamUrl: config.upstreamUrl,
    maintainerToken: await maintainerToken(config),
    adminName: 'maintainer',
  })
  context.opened('HTTP server', () => app.close())
  return listenOn(app, config)
}

/** Follows upstream until the signal. */
export function startSync(context: RoleContext): void {
  const { config, farm, signal } = context
  const running = runSync({
    farm,
    upstreamUrl: config.upstreamUrl,
    pollMs: config.pollMs,
    contact: config.contact,
    signal,
  })
  context.keep('sync', running)
}

/** Fills the queues and sweeps until the signal. */
export async function startDispatch(context: RoleContext): Promise<void> {
  const { farm, signal } = context
  await prepareQueues(context.queueConfig)
  const queues = openQueues(context.queueConfig, farm.log)
  context.opened('queues of the dispatcher', queues.close)
  const running = runDispatcher(farm, queues, { signal })
  context.keep('dispatcher', running)
}
