import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '../../src/logger.ts'
import { CdnSettings, createCdn } from './cdn.ts'
import type { Scene } from './commands.ts'
import { type Control, createControl } from './control.ts'
import { createFaults } from './faults.ts'
import { freezePage, handleRequest } from './handle-request.ts'
import { listen } from './listen.ts'
import type { Row } from './model.ts'
import { openRegistry } from './registry.ts'

export interface UpstreamOptions {
  /** Keeps journal, files and port from one start to the next; a temporary folder, removed by `close`, when absent. */
  dataDir?: string | undefined
  /** 127.0.0.1 when absent. */
  host?: string | undefined
  /** 0 or absent: the port of the last start with this `dataDir` if it is free, else any. */
  port?: number | undefined
  /** Fixes the gaps between serials. */
  seed?: number | undefined
  /** The address that links begin with, for readers who come through a proxy; its own when absent. */
  linkBase?: string | undefined
  /** What stands between readers and pages; absent: nothing, and every read shows what is. */
  cdn?: Partial<CdnSettings> | undefined
  log?: Logger | undefined
}

/** A running stand-in PyPI. */
export interface Upstream {
  /** Its base address, without a trailing slash: an `UPSTREAM_URL`. */
  url: string
  ctl: Control
  /** All changelog rows so far. */
  readonly journal: readonly Row[]
  /** Whether a file of this name was ever uploaded, removed or not. */
  wasUploaded(filename: string): boolean
  /** Stops at once: open connections are dropped. */
  close(): Promise<void>
}

/** Starts a stand-in PyPI in this process. */
export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const temporary = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'upstream-')) : null
  const dataDir = options.dataDir ?? temporary ?? ''
  const registry = await openRegistry({ dataDir, seed: options.seed })
  const host = options.host ?? '127.0.0.1'
  const cdn = createCdn(CdnSettings.parse(options.cdn ?? {}))
  const site = { base: '', registry, faults: createFaults(), cdn }
  const scene: Scene = { ...site, freeze: (path) => freezePage(site, path) }
  const server = createServer((request, response) => {
    void handleRequest(site, scene, request, response, options.log)
  })
  const port = await listen(server, host, options.port ?? 0, dataDir)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  site.base = options.linkBase ?? url
  return {
    url,
    ctl: createControl(scene),
    journal: registry.world.rows,
    wasUploaded: (filename) => registry.world.uploads.has(filename),
    close: async () => {
      await closeServer(server)
      registry.close()
      if (temporary !== null) await rm(temporary, { recursive: true, force: true })
    },
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
