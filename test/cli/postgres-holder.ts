/** Opens the PostgreSQL of the folder in argv[2], prints what it got as one JSON line, and stops it when stdin ends. */
import { once } from 'node:events'
import { openEmbeddedPostgres } from '../../src/cli/postgres/embedded-postgres.ts'
import { createLogger } from '../../src/logger.ts'

const dataDir = process.argv[2]
if (dataDir === undefined) throw new Error('usage: postgres-holder DATA_DIR')
const server = await openEmbeddedPostgres({
  dataDir,
  log: createLogger('test', 'warn'),
  say: (line) => console.error(line),
})
console.log(JSON.stringify({ url: server.url, started: server.started }))
await once(process.stdin.resume(), 'end')
await server.stop()
