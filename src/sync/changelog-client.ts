import { UpstreamError } from '../errors.ts'
import type { HttpClient } from './http-client.ts'
import { readAnswer, writeCall, type XmlRpcValue } from './xml-rpc.ts'

/** Largest answer: 50,000 rows, the most that PyPI sends at once, take 15 MB. */
const MAX_BYTES = 67_108_864

/** PyPI's fault code for everything that its own code refuses, the rate limit among it. */
const REFUSED = -32_500

/** Wait after a rate limit that tells no time, in seconds. */
const DEFAULT_WAIT_S = 60

export interface ChangelogClient {
  /** The newest serial; 0 when nothing has ever happened. */
  lastSerial(): Promise<number>
  /** Rows with greater serials, oldest first, at most 50,000. They are a stranger's: see `readChangelog`. */
  since(serial: number): Promise<XmlRpcValue[]>
}

/**
 * PyPI's changelog over XML-RPC.
 * @throws {UpstreamError} (each call) what `ask` throws, UPSTREAM_CONTENT, XML_INVALID, CHANGELOG_FAULT, CHANGELOG_BUSY
 */
export function openChangelogClient(http: HttpClient): ChangelogClient {
  const call = async (method: string, params: readonly number[]) => {
    const body = writeCall(method, params)
    const answer = await http.ask({
      path: '/pypi',
      method: 'POST',
      accept: 'text/xml',
      body,
      maxBytes: MAX_BYTES,
      totalMs: 180_000,
    })
    if (answer.status !== 200 || !/^(text|application)\/xml$/.test(answer.contentType)) {
      const got = `status ${answer.status}, type ${JSON.stringify(answer.contentType.slice(0, 100))}`
      throw new UpstreamError('UPSTREAM_CONTENT', `${method} was not answered in XML: ${got}`, { at: '/pypi' })
    }
    return unwrap(method, answer.body.toString('utf8'))
  }
  return {
    async lastSerial() {
      const value = await call('changelog_last_serial', [])
      if (value === null) return 0
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
      throw new UpstreamError('XML_INVALID', 'changelog_last_serial was not answered with a serial')
    },
    async since(serial) {
      const value = await call('changelog_since_serial', [serial])
      if (Array.isArray(value)) return value
      throw new UpstreamError('XML_INVALID', 'changelog_since_serial was not answered with rows')
    },
  }
}

function unwrap(method: string, xml: string): XmlRpcValue {
  const answer = readAnswer(xml)
  if (answer.kind === 'value') return answer.value
  const text = answer.text.slice(0, 300)
  if (answer.code === REFUSED && text.includes('HTTPTooManyRequests')) {
    const seconds = /reset in (\d{1,6}) seconds/.exec(text)?.[1]
    const retryAfterS = Math.min(seconds === undefined ? DEFAULT_WAIT_S : Number(seconds), 3_600)
    throw new UpstreamError('CHANGELOG_BUSY', `${method}: upstream limits our rate`, { retryAfterS })
  }
  throw new UpstreamError('CHANGELOG_FAULT', `${method}: fault ${answer.code}: ${text}`)
}
