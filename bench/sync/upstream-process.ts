import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { journalXml, listJson, pageJson, projectJson, type Row } from './upstream-shapes.ts'

/*
 * An upstream of any size for the bench: the stand-in's shapes, made from the names, so that a million projects take no time to set up.
 * `upstream-process.ts PROJECTS` prints its address. Pages are never stale. POST /_events adds rows: {"names": [...], "each": n}.
 */

const FIRST_SERIAL = 20_000_000
const projects = Number(process.argv[2] ?? 0)
const journal: Row[] = []
const serials = new Map<string, number>()
const list = listJson(projects, FIRST_SERIAL)
const packedList = gzipSync(list, { level: 1 })

const lastSerial = () => journal.at(-1)?.serial ?? FIRST_SERIAL
const serialOf = (name: string) => serials.get(name) ?? FIRST_SERIAL

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, type: string, body: Buffer | string, head: Record<string, string> = {}): void {
  response
    .writeHead(200, { 'content-type': type, 'content-length': String(Buffer.byteLength(body)), ...head })
    .end(body)
}

function addEvents({ names, each }: { names: string[]; each: number }): void {
  for (let time = 0; time < each; time += 1) {
    for (const name of names) {
      const serial = lastSerial() + 1
      serials.set(name, serial)
      journal.push({ name, serial })
    }
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/'
  const simple = 'application/vnd.pypi.simple.v1+json'
  if (path === '/_events') {
    addEvents(JSON.parse(await bodyOf(request)))
    return send(response, 'application/json', JSON.stringify({ serial: lastSerial() }))
  }
  if (path === '/pypi') return send(response, 'text/xml', journalXml(await bodyOf(request), journal, lastSerial()))
  if (path === '/simple/') {
    const packed = request.headers['accept-encoding'] === 'gzip'
    const head = { 'x-pypi-last-serial': String(FIRST_SERIAL) }
    return send(response, simple, packed ? packedList : list, packed ? { ...head, 'content-encoding': 'gzip' } : head)
  }
  const page = /^\/simple\/([^/]+)\/$/.exec(path)?.[1]
  if (page !== undefined) {
    return send(response, simple, pageJson(page, serialOf(page)), { 'x-pypi-last-serial': String(serialOf(page)) })
  }
  const project = /^\/pypi\/([^/]+)\/json$/.exec(path)?.[1]
  if (project !== undefined) return send(response, 'application/json', projectJson(project, serialOf(project)))
  response.writeHead(404, { 'content-type': 'text/plain' }).end('404 Not Found')
}

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
// Kept alive for as long as the bench thinks between two questions.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.stdin.resume().once('end', () => process.exit(0))
