import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedPostgres } from '../../src/cli/postgres/embedded-postgres.ts'
import { findPlace } from '../../src/cli/postgres/place.ts'
import { pidFile } from '../../src/cli/postgres/postmaster.ts'
import { createLogger } from '../../src/logger.ts'

/** A PostgreSQL that a test started itself, and so may stop, kill and reconfigure. */
export interface OwnPostgres {
  /** Stays the same over restarts. */
  url: string
  stop(): Promise<void>
  /** Ends it by SIGKILL, as a crash would. */
  kill(): Promise<void>
  /** Starts it again after `stop` or `kill`. */
  restart(): Promise<void>
  /** Stops it and removes its data. */
  close(): Promise<void>
}

/** Starts an empty embedded PostgreSQL in a temporary folder. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wheelyard-own-postgres-'))
  await chmod(dataDir, 0o755) // as root, another user runs it
  const open = () => openEmbeddedPostgres({ dataDir, log: createLogger('test', 'silent') })
  let server = await open()
  const { url } = server
  return {
    url,
    stop: () => server.stop({ adopted: true }),
    kill: async () => {
      const pid = (await readFile(pidFile(await findPlace(dataDir)), 'utf8')).split('\n')[0]
      process.kill(Number(pid), 'SIGKILL')
      await server.stop()
    },
    restart: async () => {
      server = await open()
      if (server.url !== url) throw new Error(`somebody took the port of ${url}`)
    },
    close: async () => {
      await server.stop({ adopted: true })
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
