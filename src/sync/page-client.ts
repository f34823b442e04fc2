import { UpstreamError } from '../errors.ts'
import { HostGate } from './host-gate.ts'
import type { Answer, AnswerHead, HttpClient } from './http-client.ts'
import { type IndexReader, readIndex } from './index-page.ts'
import { type Page, readProjectPage } from './page.ts'
import type { PageSource } from './page-entry.ts'
import { type Description, readDescription, readJsonAsPage } from './project-json.ts'
import type { Variant } from './stale-ladder.ts'
import type { SyncTimings } from './timings.ts'

const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json'
const MIB = 1_048_576

export interface PageClient {
  /** The project's page, or null on 404. @throws {UpstreamError} what `ask` throws, UPSTREAM_CONTENT, PAGE_INVALID */
  page(project: string, variant: Variant): Promise<Page | null>
  /** Name and summary, or null on 404, which says nothing: PyPI answers so for projects without releases too. */
  description(project: string): Promise<Description | null>
  /** The list of every project, read by `take` as it comes. */
  index<T>(encoding: 'gzip' | 'identity', take: (reader: IndexReader) => Promise<T>): Promise<T>
  /** Milliseconds until upstream may be asked again. */
  restMs(): number
}

/** Asks upstream for pages, politely. @param baseUrl without a trailing slash */
export function openPageClient(
  http: HttpClient,
  baseUrl: string,
  timings: SyncTimings,
  signal: AbortSignal,
): PageClient {
  const gate = new HostGate(timings)
  const get = (path: string, accept: string, encoding: 'gzip' | 'identity') =>
    gate.pass(signal, () => http.ask({ path, accept, encoding, maxBytes: 64 * MIB, totalMs: 60_000 }))
  const simple = (project: string) => `/simple/${project}/`
  const json = (project: string) => `/pypi/${project}/json`
  const source = (project: string, place: string, answer: Answer): PageSource => ({
    project,
    url: baseUrl + place,
    place,
    headerSerial: headerSerial(answer),
  })
  return {
    async page(project, variant) {
      const place = variant === 'json' ? json(project) : simple(project)
      const accept = variant === 'json' ? 'application/json' : SIMPLE_JSON
      const answer = await get(place, accept, variant === 'identity' ? 'identity' : 'gzip')
      if (answer.status === 404) return null
      const read = variant === 'json' ? readJsonAsPage : readProjectPage
      return read(parseJson(answer, accept, place), source(project, place, answer))
    },
    async description(project) {
      const place = json(project)
      const answer = await get(place, 'application/json', 'gzip')
      if (answer.status === 404) return null
      return readDescription(parseJson(answer, 'application/json', place), source(project, place, answer))
    },
    index(encoding, take) {
      const ask = { path: '/simple/', accept: SIMPLE_JSON, encoding, maxBytes: 256 * MIB, totalMs: 300_000 }
      return gate.pass(signal, () =>
        http.stream(ask, (head, body) => {
          checkType(head, SIMPLE_JSON, '/simple/')
          return take(readIndex(body, headerSerial(head)))
        }),
      )
    },
    restMs: () => gate.restMs(),
  }
}

/** PyPI's edge answers faults with HTML on every path, so the type is looked at before the body. */
function checkType(answer: AnswerHead, accept: string, place: string): void {
  if (answer.status !== 200 || answer.contentType !== accept) {
    const got = `status ${answer.status}, type ${JSON.stringify(answer.contentType.slice(0, 100))}`
    throw new UpstreamError('UPSTREAM_CONTENT', `${place} is not the JSON that was asked for: ${got}`, { at: place })
  }
}

function parseJson(answer: Answer, accept: string, place: string): unknown {
  checkType(answer, accept, place)
  try {
    return JSON.parse(answer.body.toString('utf8'))
  } catch (cause) {
    throw new UpstreamError('UPSTREAM_CONTENT', `${place} is not whole JSON`, { cause, at: place })
  }
}

function headerSerial(answer: AnswerHead): number | null {
  const text = answer.header('x-pypi-last-serial')
  const serial = text !== null && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(serial) ? serial : null
}
