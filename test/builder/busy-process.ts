import { startHeartbeat } from '../../src/builder/heartbeat.ts'
import { createLogger } from '../../src/logger.ts'

/** Beats for an attempt, and once it is told to, holds its main thread up, as a slow encoder would; says so on stdout when that is over. */
const { attempt, frozenMs, ...setup } = JSON.parse(process.argv[2] ?? '{}')
const nothing = (): void => {}
const orders = { cancel: nothing, serve: nothing, drain: nothing, exit: nothing }
const heartbeat = startHeartbeat(setup, orders, createLogger('test', 'silent'))
heartbeat.opened(attempt)
process.stdin.once('data', () => {
  const end = Date.now() + frozenMs
  while (Date.now() < end);
  console.log('done')
  void heartbeat.stop().then(() => process.exit(0))
})
