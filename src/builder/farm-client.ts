import type { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import type { z } from 'zod'
import {
  type Beat,
  BeatAnswer,
  EnrolAnswer,
  type EnrolRequest,
  LogAnswer,
  ReportAnswer,
  SessionAnswer,
  type SessionRequest,
  StartAnswer,
  type StartRequest,
  UploadAnswer,
} from '../../schema/farm-api.ts'
import { answerToResult, type FarmResult, later } from './farm-result.ts'
import { checkServerUrl } from './server-url.ts'

/** An attempt as calls about it need it. */
export interface AttemptRef {
  attempt: number
  /** The attempt token that Start gave. */
  token: string
}

/** The farm's side of the protocol in schema/farm-api.ts. No call ever throws for what the farm or the network does. */
export interface FarmClient {
  session(body: SessionRequest): Promise<FarmResult<SessionAnswer>>
  start(body: StartRequest): Promise<FarmResult<StartAnswer>>
  beat(body: Beat): Promise<FarmResult<BeatAnswer>>
  /** At most 1 MiB. An empty chunk at 0 asks where the log ends. */
  sendLog(ref: AttemptRef, offset: number, chunk: Buffer): Promise<FarmResult<LogAnswer>>
  sendWheel(ref: AttemptRef, wheel: OutgoingWheel): Promise<FarmResult<UploadAnswer>>
  sendReport(ref: AttemptRef, report: Buffer): Promise<FarmResult<ReportAnswer>>
  /** This machine's clock less the farm's, to a second, as its last answer told it; null before the first. */
  clockSkewMs(): number | null
  close(): Promise<void>
}

export interface OutgoingWheel {
  name: string
  sha256: string
  size: number
  /** Opened for each call anew. */
  open(): Readable
}

export interface FarmCredentials {
  builder: number
  key: string
}

/** How long the farm may be silent, in milliseconds. A report is judged in one transaction, which can take its time. */
const timeouts = { connect: 10_000, headers: 120_000, body: 60_000 } as const
/** A beat that hangs must not keep the next one from being sent: three minutes of silence lose the attempt. */
const beatMs = 15_000

interface Call<T> {
  method: 'POST' | 'PUT'
  path: string
  headers?: Record<string, string>
  body: Buffer | string | (() => Readable)
  answer: z.ZodType<T>
  /** How long the farm may be silent, where it is less than usual; in milliseconds. */
  silentMs?: number
}

/**
 * @param serverUrl the farm's base address; plain http is refused unless it is this host's loopback
 * @throws {InputError} SERVER_URL
 */
export function openFarmClient(serverUrl: string, credentials: FarmCredentials): FarmClient {
  const { send, close, clockSkewMs } = openConnection(serverUrl, {
    authorization: `Bearer ${credentials.builder}.${credentials.key}`,
  })
  const about = ({ token }: AttemptRef): Record<string, string> => ({ 'wheelyard-attempt': token })
  const json = { 'content-type': 'application/json' }
  const octets = { 'content-type': 'application/octet-stream' }
  const post = <T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<FarmResult<T>> =>
    send({ method: 'POST', path, headers: json, body: JSON.stringify(body), answer })
  return {
    session: (body) => post('/session', body, SessionAnswer),
    start: (body) => post('/attempts', body, StartAnswer),
    beat: (body) =>
      send({
        method: 'POST',
        path: '/beats',
        headers: json,
        body: JSON.stringify(body),
        answer: BeatAnswer,
        silentMs: beatMs,
      }),
    sendLog: (ref, offset, chunk) =>
      send({
        method: 'POST',
        path: `/attempts/${ref.attempt}/log?offset=${offset}`,
        headers: { ...about(ref), ...octets },
        body: chunk,
        answer: LogAnswer,
      }),
    sendWheel: (ref, wheel) =>
      send({
        method: 'PUT',
        path: `/attempts/${ref.attempt}/wheels/${encodeURIComponent(wheel.name)}`,
        headers: {
          ...about(ref),
          ...octets,
          'content-length': String(wheel.size),
          'wheelyard-sha256': wheel.sha256,
        },
        body: wheel.open,
        answer: UploadAnswer,
      }),
    sendReport: (ref, report) =>
      send({
        method: 'POST',
        path: `/attempts/${ref.attempt}/report`,
        headers: { ...about(ref), 'content-type': 'application/cbor' },
        body: report,
        answer: ReportAnswer,
      }),
    clockSkewMs,
    close,
  }
}

/**
 * The one call that needs no key: a single-use token buys an identity.
 * @throws {InputError} SERVER_URL
 */
export async function callEnrol(serverUrl: string, body: EnrolRequest): Promise<FarmResult<EnrolAnswer>> {
  const { send, close } = openConnection(serverUrl, {})
  try {
    const headers = { 'content-type': 'application/json' }
    return await send({ method: 'POST', path: '/enrol', headers, body: JSON.stringify(body), answer: EnrolAnswer })
  } finally {
    await close()
  }
}

interface Connection {
  send<T>(call: Call<T>): Promise<FarmResult<T>>
  clockSkewMs(): number | null
  close(): Promise<void>
}

function openConnection(serverUrl: string, common: Record<string, string>): Connection {
  const base = `${checkServerUrl(serverUrl)}/farm/v1`
  const agent = new Agent({
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
  })
  let skewMs: number | null = null
  return {
    send: async (call) => {
      const sentAt = Date.now()
      try {
        const answer = await request(`${base}${call.path}`, {
          method: call.method,
          headers: { accept: 'application/json', ...common, ...call.headers },
          body: typeof call.body === 'function' ? call.body() : call.body,
          dispatcher: agent,
          ...(call.silentMs === undefined ? {} : { headersTimeout: call.silentMs, bodyTimeout: call.silentMs }),
        })
        skewMs = skewOf(answer.headers.date, sentAt) ?? skewMs
        return await answerToResult(answer, call.answer)
      } catch (error) {
        return later(error instanceof Error ? error.message : String(error))
      }
    },
    clockSkewMs: () => skewMs,
    close: () => agent.destroy(),
  }
}

/** The header counts whole seconds, so half of one is added; the farm wrote it about half way between the call and its answer. */
function skewOf(date: string | string[] | undefined, sentAt: number): number | null {
  const farmsMs = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(farmsMs) ? null : Math.round((sentAt + Date.now()) / 2 - (farmsMs + 500))
}
