import { z } from 'zod'
import { type Answer, plain, type Transport } from './answer.ts'
import { xml } from './changelog.ts'
import { RpcFault, renderFault } from './xml-rpc.ts'

/** Something that goes wrong on a route, for so many requests; the fields combine. */
export const Fault = z.object({
  /** A path such as `/simple/demo/`, or its beginning and `*`. */
  route: z.string().startsWith('/'),
  /** How many requests it hits; null: all until the faults are cleared. */
  times: z.int().min(1).nullable().default(1),
  /** Hits only requests that accept gzip, or only those that do not. */
  encoding: z.enum(['gzip', 'identity']).optional(),
  /** Before anything is sent, in milliseconds. */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Answers this status instead, with a short text. */
  status: z.int().min(200).max(599).optional(),
  /** Answers the HTML page that PyPI's edge makes for a 503. */
  html503: z.boolean().optional(),
  /** The body of such an answer; any JSON, XML or junk. */
  body: z.string().optional(),
  contentType: z.string().default('text/plain; charset=UTF-8'),
  /** Answers with so many bytes of nothing but spaces, in place of a body. */
  bodyBytes: z
    .int()
    .min(0)
    .max(2 ** 40)
    .optional(),
  /** Sends header lines without end. */
  endlessHeaders: z.boolean().optional(),
  /** The header of such an answer: seconds, an HTTP date, or junk. */
  retryAfter: z.union([z.string(), z.number()]).optional(),
  /** Headers of any answer that are set, such as `location`, and that are left out; in lower case. */
  headers: z.record(z.string(), z.string()).default({}),
  dropHeader: z.union([z.string(), z.array(z.string())]).optional(),
  /** Stops the body after so many bytes of what is sent. */
  truncateAt: z.int().min(0).optional(),
  /** `reset`: the full Content-Length is announced and the connection drops; `short`: a shorter body, well framed; `close`: no
   * length is announced, and the end of the connection is the end of the body. */
  truncateAs: z.enum(['reset', 'short', 'close']).default('reset'),
  /** Sends the body at this speed. */
  bytesPerSec: z.int().min(1).optional(),
  /**
   * Answers as the route is now, whatever happens to it: for the next n reads, for `ms`, or until the project (for `/simple/`, the
   * whole registry) has passed `serial`.
   */
  staleFor: z
    .union([
      z.int().min(1),
      z.object({ ms: z.int().min(1).max(86_400_000) }),
      z.object({ serial: z.int().min(1) }),
      z.literal('ever'),
    ])
    .optional(),
  /** Answers 404 for so long from now on. */
  negative404Ms: z.int().min(1).max(86_400_000).optional(),
  /**
   * Answers, but wrongly. Changelog: the rows in falling order, each twice, without their last element, with one more. List of
   * all projects: without every 50th, which is 2 %.
   */
  distort: z.enum(['reversed', 'repeated', 'short-rows', 'long-rows', 'names-missing']).optional(),
  /** Answers an XML-RPC call with this fault. */
  rpcFault: z.object({ code: z.int(), text: z.string() }).optional(),
})
export type Fault = z.infer<typeof Fault>
export type Distortion = NonNullable<Fault['distort']>

/** How a route answered at the moment a stale fault was set. */
export type FrozenPage = (accept: string | undefined) => Answer

export interface Hit {
  fault: Fault
  frozen: FrozenPage | null
  /** Says that there was nothing to spoil: the request does not count. */
  spared(): void
}

interface Pending extends Omit<Hit, 'spared'> {
  /** Requests that it still hits, and until when. */
  left: number
  until: number
}

export interface Faults {
  add(fault: Fault, frozen: FrozenPage | null): void
  clear(): void
  /**
   * The oldest fault that hits this request; counts it as used.
   * @param serial where the route is by now
   */
  take(path: string, gzip: boolean, serial: number): Hit | null
}

export function createFaults(): Faults {
  let pending: Pending[] = []
  return {
    add: (fault, frozen) => {
      pending = pending.filter((each) => each.left > 0)
      pending.push({ fault, frozen, ...boundsOf(fault) })
    },
    clear: () => {
      pending = []
    },
    take: (path, gzip, serial) => {
      // Those that are used up go with the next fault: the answer under way may still be spared.
      pending = pending.filter((each) => Date.now() < each.until)
      const hit = pending.find(({ fault, left }) => left > 0 && matches(fault, path, gzip) && !isPast(fault, serial))
      if (hit === undefined) return null
      hit.left -= 1
      const spared = () => {
        hit.left += 1
      }
      return { fault: hit.fault, frozen: hit.frozen, spared }
    },
  }
}

function boundsOf({ staleFor, negative404Ms, times }: Fault): { left: number; until: number } {
  const ms = negative404Ms ?? (typeof staleFor === 'object' && 'ms' in staleFor ? staleFor.ms : null)
  const until = ms === null ? Number.POSITIVE_INFINITY : Date.now() + ms
  if (typeof staleFor === 'number') return { left: staleFor, until }
  const endless = staleFor !== undefined || negative404Ms !== undefined || times === null
  return { left: endless ? Number.POSITIVE_INFINITY : times, until }
}

function isPast({ staleFor }: Fault, serial: number): boolean {
  return typeof staleFor === 'object' && 'serial' in staleFor && serial >= staleFor.serial
}

function matches(fault: Fault, path: string, gzip: boolean): boolean {
  if (fault.encoding !== undefined && (fault.encoding === 'gzip') !== gzip) return false
  return fault.route.endsWith('*') ? path.startsWith(fault.route.slice(0, -1)) : path === fault.route
}

/** What a fault answers in place of the route; null when the route answers itself. */
export function answerOfFault(fault: Fault): Answer | null {
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
  if (fault.html503 === true) return plain(503, 'text/html; charset=utf-8', edgePage, headers)
  if (fault.rpcFault !== undefined) return xml(renderFault(new RpcFault(fault.rpcFault.code, fault.rpcFault.text)))
  if (fault.negative404Ms !== undefined) return plain(404, 'text/plain; charset=UTF-8', '404 Not Found')
  const { status = 200, body, bodyBytes } = fault
  if (fault.status === undefined && body === undefined && bodyBytes === undefined) return null
  return plain(status, fault.contentType, body ?? (bodyBytes === undefined ? `${status}` : ''), headers)
}

const edgePage =
  '<!DOCTYPE html>\n<html><head><title>Sorry, something went wrong</title></head><body><h1>503</h1></body></html>\n'

/** How the answer is sent. */
export function transportOf(fault: Fault): Transport {
  const { truncateAt, truncateAs, bytesPerSec = null, bodyBytes = null, endlessHeaders = false, headers } = fault
  const cut = truncateAt === undefined ? null : { at: truncateAt, as: truncateAs }
  const dropHeaders = [fault.dropHeader ?? []].flat().map((name) => name.toLowerCase())
  return { cut, bytesPerSec, bodyBytes, endlessHeaders, headers, dropHeaders }
}
