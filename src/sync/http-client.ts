import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Agent, type Dispatcher, request } from 'undici'
import { errorCode, UpstreamError, WheelyardError } from '../errors.ts'
import { packageVersion } from '../version.ts'
import { retryAfterSeconds } from './retry-after.ts'

const unzip = promisify(gunzip)

/** Redirects that are followed, within upstream's own origin. */
const MAX_REDIRECTS = 5

/** An answer of upstream, whole: its body has ended where it said it would, and is unpacked. */
export interface Answer {
  status: number
  /** In lower case and without parameters; empty when there is none. */
  contentType: string
  header(name: string): string | null
  body: Buffer
}

export interface Ask {
  /** Absolute path on upstream. */
  path: string
  method?: 'GET' | 'POST'
  accept: string
  encoding?: 'gzip' | 'identity'
  body?: string
  /** Largest body, packed or unpacked, in bytes. */
  maxBytes: number
  /** From the first byte sent to the last received, in milliseconds. */
  totalMs: number
}

export interface HttpClient {
  /**
   * Sends one request and reads the answer whole.
   * @throws {UpstreamError} UPSTREAM_UNREACHABLE (no or broken answer), UPSTREAM_BUSY (429, 503; `retryAfterS` when told),
   * UPSTREAM_REFUSED
   * (4xx: the same request fails again), UPSTREAM_STATUS (all other statuses but 200 and 404), UPSTREAM_TOO_LARGE
   */
  ask(ask: Ask): Promise<Answer>
  close(): Promise<void>
}

/** Who we say we are, and what for. */
const userAgent = `wheelyard/${packageVersion} (+a farm that builds wheels from sdists)`

/**
 * A client of upstream: bounds on time, size and redirects, connections kept alive.
 * @param baseUrl upstream's address without a trailing slash
 * @param signal aborts what is under way
 */
export function openHttpClient(baseUrl: string, signal: AbortSignal): HttpClient {
  const dispatcher = new Agent({
    connect: { timeout: 10_000 },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    connections: 8,
  })
  return {
    ask: (ask) =>
      within(ask.totalMs, signal, async (deadline) => {
        try {
          return judged(await followed(new URL(baseUrl + ask.path), ask, { dispatcher, deadline }))
        } catch (cause) {
          throw asUpstreamError(cause, ask.path)
        }
      }),
    close: () => dispatcher.destroy(),
  }
}

interface Means {
  dispatcher: Dispatcher
  deadline: AbortSignal
}

async function followed(url: URL, ask: Ask, means: Means, hops = 0): Promise<Answer> {
  const answer = await request(url, {
    method: ask.method ?? 'GET',
    dispatcher: means.dispatcher,
    signal: means.deadline,
    body: ask.body ?? null,
    headers: {
      'user-agent': userAgent,
      accept: ask.accept,
      'accept-encoding': ask.encoding ?? 'gzip',
      ...(ask.body === undefined ? {} : { 'content-type': 'text/xml' }),
    },
  })
  const header = (name: string) => [answer.headers[name.toLowerCase()] ?? []].flat()[0] ?? null
  const next = answer.statusCode >= 301 && answer.statusCode <= 308 ? header('location') : null
  if (next !== null && ask.body === undefined) {
    await answer.body.dump()
    return followed(redirectTarget(url, next, hops), ask, means, hops + 1)
  }
  const body = await unpacked(await readBounded(answer.body, ask.maxBytes), header('content-encoding'), ask.maxBytes)
  const contentType = (header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return { status: answer.statusCode, contentType, header, body }
}

function redirectTarget(from: URL, location: string, hops: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (to === null || to.origin !== from.origin || hops >= MAX_REDIRECTS) {
    throw new UpstreamError('UPSTREAM_STATUS', `${from.pathname} redirects where we do not follow`)
  }
  return to
}

async function readBounded(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function unpacked(body: Buffer, encoding: string | null, maxBytes: number): Promise<Buffer> {
  if (encoding === null || encoding === 'identity') return body
  if (encoding !== 'gzip')
    throw new UpstreamError('UPSTREAM_UNREACHABLE', `an encoding that was not asked for: ${encoding}`)
  try {
    return await unzip(body, { maxOutputLength: maxBytes })
  } catch (cause) {
    throw errorCode(cause) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : cause
  }
}

function tooLarge(maxBytes: number): UpstreamError {
  return new UpstreamError('UPSTREAM_TOO_LARGE', `upstream's answer is larger than ${maxBytes} bytes`)
}

function judged(answer: Answer): Answer {
  const { status } = answer
  if (status === 200 || status === 404) return answer
  const retryAfterS = retryAfterSeconds(answer.header('retry-after'), new Date())
  throw errorOfStatus(status, retryAfterS === null ? {} : { retryAfterS })
}

function errorOfStatus(status: number, options: { retryAfterS?: number }): UpstreamError {
  const message = `upstream answers ${status}`
  if (status === 429 || status === 503) return new UpstreamError('UPSTREAM_BUSY', message, options)
  if (status >= 400 && status < 500 && status !== 408) return new UpstreamError('UPSTREAM_REFUSED', message, options)
  return new UpstreamError('UPSTREAM_STATUS', message, options)
}

function asUpstreamError(cause: unknown, path: string): WheelyardError {
  if (cause instanceof WheelyardError) return cause
  const why = cause instanceof Error ? cause.message || cause.name : String(cause)
  return new UpstreamError('UPSTREAM_UNREACHABLE', `no whole answer from upstream: ${why}`, { cause, at: path })
}

/** Runs work with a signal that aborts after `ms` or with the outer one, and leaves no timer or listener behind. */
async function within<T>(ms: number, outer: AbortSignal, work: (deadline: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = () => controller.abort(new Error('stopped'))
  const timer = setTimeout(() => controller.abort(new Error(`not done within ${ms} ms`)), ms)
  outer.addEventListener('abort', stop, { once: true })
  if (outer.aborted) stop()
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', stop)
  }
}
