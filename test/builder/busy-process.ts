import { startHeartbeat } from '../../src/builder/heartbeat.ts'
import { createLogger } from '../../src/logger.ts'

/** Beats, tells so on stdout, and then holds its main thread up for 3 s, as a slow encoder would. */
const setup = JSON.parse(process.argv[2] ?? '{}')
const nothing = (): void => {}
const orders = { cancel: nothing, serve: nothing, drain: nothing, exit: nothing }
const heartbeat = startHeartbeat(setup, orders, createLogger('test', 'silent'))
heartbeat.opened(42)
process.stdin.once('data', () => {
  const end = Date.now() + 3_000
  while (Date.now() < end);
  console.log('done')
  void heartbeat.stop().then(() => process.exit(0))
})
