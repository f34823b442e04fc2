import type { InterpreterFacts, StartAnswer } from '../../schema/farm-api.ts'
import { acceptedTags } from '../support/rows.ts'
import { type RawAnswer, rawRequest } from './raw-request.ts'

type Headers = Record<string, string>

/** What a CPython 3.`minor` would say of itself. */
export function interpreter(minor: number, given: Partial<InterpreterFacts> = {}): InterpreterFacts {
  return {
    implementation: 'cpython',
    pythonVersion: `3.${minor}.2`,
    abi: `cp3${minor}`,
    platform: 'linux_x86_64',
    tags: acceptedTags(minor, 'linux_x86_64'),
    pipVersion: '24.2',
    system: 'Debian GNU/Linux 12 (bookworm)',
    ...given,
  }
}

export interface FarmAnswer {
  status: number
  headers: RawAnswer['headers']
  body: unknown
}

/** A builder's calls, without a builder: each sends what it is told, right or wrong. */
export function farmClient(url: string, authorization?: string) {
  const own: Headers = authorization === undefined ? {} : { authorization }
  async function call(method: string, path: string, headers: Headers, body?: string | Buffer): Promise<FarmAnswer> {
    const answer = await rawRequest(url, `/farm/v1${path}`, {
      method,
      headers: { ...own, ...headers },
      ...(body === undefined ? {} : { body }),
    })
    const text = answer.body.toString()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  const aboutAttempt = (token: string): Headers => ({ 'wheelyard-attempt': token })
  return {
    call,
    json: (path: string, body: unknown, headers: Headers = {}) =>
      call('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
    log: ({ attempt, token }: StartAnswer, offset: number | string, chunk: Buffer, headers: Headers = {}) =>
      call(
        'POST',
        `/attempts/${attempt}/log?offset=${offset}`,
        { ...aboutAttempt(token), 'content-type': 'application/octet-stream', ...headers },
        chunk,
      ),
    wheel: ({ attempt, token }: StartAnswer, name: string, sha256: string, bytes: Buffer, headers: Headers = {}) =>
      call(
        'PUT',
        `/attempts/${attempt}/wheels/${encodeURIComponent(name)}`,
        {
          ...aboutAttempt(token),
          'wheelyard-sha256': sha256,
          'content-type': 'application/octet-stream',
          ...headers,
        },
        bytes,
      ),
    report: ({ attempt, token }: StartAnswer, body: Buffer, headers: Headers = {}) =>
      call(
        'POST',
        `/attempts/${attempt}/report`,
        { ...aboutAttempt(token), 'content-type': 'application/cbor', ...headers },
        body,
      ),
  }
}
