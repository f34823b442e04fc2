import type { Dispatcher } from 'undici'
import type { z } from 'zod'
import { FarmFault } from '../../schema/farm-api.ts'

/** What came of a call to the farm. */
export type FarmResult<T> =
  | { kind: 'ok'; value: T }
  /** Not now: the farm is away or busy. `afterMs` is what it asked for, null when it did not say. */
  | { kind: 'later'; why: string; afterMs: number | null }
  /** A final no. Only the farm itself can say it, in its own form; an error page of a proxy is a `later`. */
  | { kind: 'no'; status: number; code: string; message: string }

/** Longest answer that is read, in bytes. */
const maxAnswerBytes = 1024 ** 2
/** Statuses that mean "not now" even from the farm itself. */
const passing: readonly number[] = [408, 425, 429]

export function later(why: string, afterMs: number | null = null): FarmResult<never> {
  return { kind: 'later', why, afterMs }
}

/** Reads an answer to its end, whatever it is, so that the connection can be used again. */
export async function answerToResult<T>(answer: Dispatcher.ResponseData, shape: z.ZodType<T>): Promise<FarmResult<T>> {
  const text = await boundedText(answer.body)
  const { statusCode } = answer
  if (statusCode >= 200 && statusCode < 300) {
    const parsed = shape.safeParse(parseJson(text))
    return parsed.success ? { kind: 'ok', value: parsed.data } : later(`an answer ${statusCode} in no known form`)
  }
  const fault = FarmFault.safeParse(parseJson(text))
  const why = fault.success ? `${fault.data.code}: ${fault.data.message}` : `status ${statusCode}`
  if (!fault.success || statusCode >= 500 || statusCode < 400 || passing.includes(statusCode)) {
    return later(why, retryAfterMs(answer.headers['retry-after']))
  }
  return { kind: 'no', status: statusCode, code: fault.data.code, message: fault.data.message }
}

async function boundedText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += (chunk as Buffer).length // undici gives bytes
    if (size <= maxAnswerBytes) chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Seconds only; the date form is none that the farm uses. */
function retryAfterMs(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null
}
