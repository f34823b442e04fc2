import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { QueueConnection } from '../../schema/farm-api.ts'
import type { Report } from '../../schema/report.ts'
import { decodeReport } from '../../schema/report-codec.ts'

/** A call as the farm saw it. */
export interface SeenCall {
  method: string
  path: string
  status: number
  attemptToken: string | null
}

/** What to answer instead; null: as a farm that is content would. */
export type Override = (call: {
  method: string
  path: string
}) => { status: number; body?: unknown; headers?: Record<string, string> } | null

/**
 * The other side of the protocol in schema/farm-api.ts: a real HTTP server that takes what a builder sends and remembers it.
 * It also serves sdists, under /sdists/, and an index of build requirements, under /simple/, which is empty at first.
 */
export class FarmServer {
  readonly calls: SeenCall[] = []
  readonly reports = new Map<number, Report>()
  readonly wheels = new Map<string, Buffer>()
  readonly logs = new Map<number, Buffer>()
  readonly beats: { at: number; attempts: number[]; selfTest: unknown }[] = []
  readonly sdists = new Map<string, Buffer>()
  /** Names of files under /sdists/, by project. */
  readonly index = new Map<string, string[]>()
  /** Attempts whose cancellation the next beat tells. */
  readonly cancel = new Set<number>()
  override: Override = () => null
  queue: QueueConnection = {
    backend: 'redis',
    url: 'redis://127.0.0.1:6379',
    username: null,
    password: null,
    prefix: 'x',
  }
  beatEveryMs = 200
  url = ''
  #nextAttempt = 100
  #attempts = new Map<string, number>()
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request)
        .then(({ status, body, headers }) => {
          this.calls.push({
            method: request.method ?? '',
            path: request.url ?? '',
            status,
            attemptToken: (request.headers['wheelyard-attempt'] as string | undefined) ?? null,
          })
          const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body ?? {}))
          response.writeHead(status, { 'content-length': bytes.length, ...headers }).end(bytes)
        })
        .catch(() => response.destroy())
    })
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo // an inet server's address is never a text
    this.url = `http://127.0.0.1:${port}`
    return this
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Serves an sdist. @returns its address */
  serve(filename: string, bytes: Buffer): string {
    this.sdists.set(filename, bytes)
    return `${this.url}/sdists/${filename}`
  }

  async #answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body?: unknown; headers?: Record<string, string> }> {
    const [method, path] = [request.method ?? '', request.url ?? '']
    const body = await bodyOf(request)
    const instead = this.override({ method, path })
    if (instead !== null) return instead
    if (path.startsWith('/sdists/')) {
      const sdist = this.sdists.get(path.slice('/sdists/'.length))
      return sdist === undefined ? { status: 404 } : { status: 200, body: sdist }
    }
    const project = /^\/simple\/([^/]+)\/$/.exec(path)?.[1] ?? ''
    const files = this.index.get(project)
    if (files !== undefined) {
      const links = files.map((name) => `<a href="/sdists/${name}">${name}</a>`)
      const headers = { 'content-type': 'text/html' }
      return { status: 200, body: Buffer.from(`<!DOCTYPE html><html><body>${links}</body></html>`), headers }
    }
    const [, resource = '', , what = '', name = ''] =
      /^\/farm\/v1\/(\w+)(\/(?:\d+)\/(\w+)(?:\/([^?]+))?)?/.exec(path) ?? []
    if (resource === 'attempts' && what !== '')
      return this.#aboutAttempt(path, what, decodeURIComponent(name), request, body)
    return this.#aboutBuilder(resource, JSON.parse(body.toString() || '{}'))
  }

  #aboutBuilder(resource: string, body: Record<string, unknown>): { status: number; body?: unknown } {
    if (resource === 'enrol') return { status: 201, body: { builder: 1, key: 'the-key' } }
    if (resource === 'session') {
      const interpreters = body.interpreters as { abi: string; platform: string }[] // checked by the client's own types
      const targets = interpreters.map(({ abi, platform }, index) => ({ id: index + 1, abi, platform, label: 'Test' }))
      const { queue, beatEveryMs } = this
      return { status: 200, body: { targets, queue, requirementsIndex: `${this.url}/simple/`, beatEveryMs } }
    }
    if (resource === 'attempts') {
      const key = String(body.startKey)
      const attempt = this.#attempts.get(key) ?? this.#nextAttempt++
      this.#attempts.set(key, attempt)
      return { status: 201, body: { attempt, token: `token-${attempt}` } }
    }
    if (resource === 'beats') {
      this.beats.push({ at: Date.now(), attempts: body.attempts as number[], selfTest: body.selfTest })
      return { status: 200, body: { command: 'continue', cancel: [...this.cancel] } }
    }
    return { status: 404, body: { code: 'NOT_FOUND', message: 'there is nothing at this address' } }
  }

  #aboutAttempt(
    path: string,
    what: string,
    name: string,
    request: IncomingMessage,
    body: Buffer,
  ): { status: number; body: unknown } {
    const attempt = Number(/attempts\/(\d+)/.exec(path)?.[1])
    if (what === 'log') {
      const offset = Number(/offset=(\d+)/.exec(path)?.[1])
      const known = this.logs.get(attempt) ?? Buffer.alloc(0)
      const fresh = offset <= known.length ? body.subarray(known.length - offset) : Buffer.alloc(0)
      this.logs.set(attempt, Buffer.concat([known, fresh]))
      return { status: 200, body: { offset: known.length + fresh.length } }
    }
    if (what === 'wheels') {
      this.wheels.set(name, body)
      return { status: 201, body: { sha256: request.headers['wheelyard-sha256'], size: body.length } }
    }
    const report = decodeReport(body)
    this.reports.set(attempt, report)
    return { status: 200, body: { state: report.outcome, published: report.wheels.map((wheel) => wheel.name) } }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set
  return Buffer.concat(chunks)
}
