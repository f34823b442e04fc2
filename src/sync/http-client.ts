import { Agent, type Dispatcher, request } from 'undici'
import { UpstreamError, WheelyardError } from '../errors.ts'
import { packageVersion } from '../version.ts'
import { bodyStream, wholeBody } from './answer-body.ts'
import { retryAfterSeconds } from './retry-after.ts'

/** Redirects that are followed, within upstream's own origin. */
const MAX_REDIRECTS = 5

export interface AnswerHead {
  status: number
  /** In lower case and without parameters; empty when there is none. */
  contentType: string
  header(name: string): string | null
}

/** An answer of upstream, whole: its body has ended where it said it would, and is unpacked. */
export interface Answer extends AnswerHead {
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
  /**
   * The same for an answer too large to be held: `take` gets the body as it comes, unpacked, and returns when it has ended.
   * @throws as `ask`, and what `take` throws
   */
  stream<T>(ask: Ask, take: (head: AnswerHead, body: AsyncIterable<Buffer>) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Who we say we are, what for, and where our operator can be told to behave. */
function userAgentOf(contact: string | null): string {
  return `wheelyard/${packageVersion} (+${contact ?? 'a farm that builds wheels from sdists'})`
}

/**
 * A client of upstream: bounds on time, size and redirects, connections kept alive.
 * @param baseUrl upstream's address without a trailing slash
 * @param contact an address of the operator for the User-Agent
 * @param signal aborts what is under way
 */
export function openHttpClient(baseUrl: string, contact: string | null, signal: AbortSignal): HttpClient {
  const userAgent = userAgentOf(contact)
  const dispatcher = new Agent({
    connect: { timeout: 10_000 },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    connections: 8,
  })
  const open = <T>(ask: Ask, take: (answer: Dispatcher.ResponseData) => Promise<T>): Promise<T> =>
    within(ask.totalMs, signal, async (deadline) => {
      const url = new URL(baseUrl + ask.path)
      return take(await told(ask, followed(url, ask, { dispatcher, deadline, userAgent })))
    })
  return {
    ask: (ask) => open(ask, async (answer) => judged(await told(ask, readWhole(answer, ask.maxBytes)))),
    stream: (ask, take) =>
      open(ask, async (answer) => {
        try {
          const encoding = headerOf(answer, 'content-encoding')
          return await take(judged(headOf(answer)), toldStream(ask, bodyStream(answer.body, encoding, ask.maxBytes)))
        } finally {
          // What is left of it is dropped, and that it was cut off is no news.
          answer.body.on('error', () => {}).destroy()
        }
      }),
    close: () => dispatcher.destroy(),
  }
}

interface Means {
  dispatcher: Dispatcher
  deadline: AbortSignal
  userAgent: string
}

async function followed(url: URL, ask: Ask, means: Means, hops = 0): Promise<Dispatcher.ResponseData> {
  const answer = await request(url, {
    method: ask.method ?? 'GET',
    dispatcher: means.dispatcher,
    signal: means.deadline,
    body: ask.body ?? null,
    headers: {
      'user-agent': means.userAgent,
      accept: ask.accept,
      'accept-encoding': ask.encoding ?? 'gzip',
      ...(ask.body === undefined ? {} : { 'content-type': 'text/xml' }),
    },
  })
  const next = answer.statusCode >= 301 && answer.statusCode <= 308 ? headerOf(answer, 'location') : null
  if (next === null || ask.body !== undefined) return answer
  await answer.body.dump()
  return followed(redirectTarget(url, next, hops), ask, means, hops + 1)
}

function headerOf(answer: Dispatcher.ResponseData, name: string): string | null {
  return [answer.headers[name.toLowerCase()] ?? []].flat()[0] ?? null
}

function headOf(answer: Dispatcher.ResponseData): AnswerHead {
  const header = (name: string) => headerOf(answer, name)
  const contentType = (header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return { status: answer.statusCode, contentType, header }
}

async function readWhole(answer: Dispatcher.ResponseData, maxBytes: number): Promise<Answer> {
  return { ...headOf(answer), body: await wholeBody(answer.body, headerOf(answer, 'content-encoding'), maxBytes) }
}

function redirectTarget(from: URL, location: string, hops: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (to === null || to.origin !== from.origin || hops >= MAX_REDIRECTS) {
    throw new UpstreamError('UPSTREAM_STATUS', `${from.pathname} redirects where we do not follow`)
  }
  return to
}

function judged<T extends AnswerHead>(answer: T): T {
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

function told<T>({ path }: Ask, work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw asUpstreamError(cause, path)
  })
}

async function* toldStream({ path }: Ask, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch (cause) {
    throw asUpstreamError(cause, path)
  }
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
