import { runBuilder } from '../../src/builder/run.ts'
import { createLogger } from '../../src/logger.ts'

/** A builder as a process of its own, for tests that kill it. SIGTERM drains it, a second one ends it at once. */
const options: { serverUrl: string; dataDir: string; pythons: string[]; unsafe: boolean } = JSON.parse(
  process.argv[2] ?? '{}',
)
const drain = new AbortController()
const kill = new AbortController()
process.on('SIGTERM', () => (drain.signal.aborted ? kill : drain).abort())
await runBuilder({
  ...options,
  name: 'test builder',
  enrolToken: 'token-of-the-test-farm',
  log: createLogger('builder', process.env.LOG_LEVEL ?? 'silent'),
  signal: drain.signal,
  killSignal: kill.signal,
})
