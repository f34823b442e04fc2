import { z } from 'zod'
import { type Answer, plain, type Truncation } from './answer.ts'
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
  /** The header of such an answer: seconds, an HTTP date, or junk. */
  retryAfter: z.union([z.string(), z.number()]).optional(),
  /** Stops the body after so many bytes of what is sent. */
  truncateAt: z.int().min(0).optional(),
  /** `reset`: the full Content-Length is announced and the connection drops; `short`: a shorter body, well framed. */
  truncateAs: z.enum(['reset', 'short']).default('reset'),
  /** Answers the next n reads of this one route with the page as it is now, whatever happens to it; sets `times`. */
  staleFor: z.int().min(1).optional(),
  /** Leaves X-PyPI-Last-Serial out. */
  dropSerial: z.boolean().optional(),
  /** Answers an XML-RPC call with this fault. */
  rpcFault: z.object({ code: z.int(), text: z.string() }).optional(),
})
export type Fault = z.infer<typeof Fault>

/** How a route answered at the moment a stale fault was set. */
export type FrozenPage = (accept: string | undefined) => Answer

interface Pending {
  fault: Fault
  left: number
  frozen: FrozenPage | null
}

export interface Faults {
  add(fault: Fault, frozen: FrozenPage | null): void
  clear(): void
  /** The oldest fault that hits this request; counts it as used. */
  take(path: string, gzip: boolean): { fault: Fault; frozen: FrozenPage | null } | null
}

export function createFaults(): Faults {
  let pending: Pending[] = []
  return {
    add: (fault, frozen) => {
      pending.push({ fault, left: fault.staleFor ?? fault.times ?? Number.POSITIVE_INFINITY, frozen })
    },
    clear: () => {
      pending = []
    },
    take: (path, gzip) => {
      const hit = pending.find(({ fault }) => matches(fault, path, gzip))
      if (hit === undefined) return null
      hit.left -= 1
      if (hit.left <= 0) pending = pending.filter((other) => other !== hit)
      return { fault: hit.fault, frozen: hit.frozen }
    },
  }
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
  if (fault.status === undefined && fault.body === undefined) return null
  const status = fault.status ?? 200
  return plain(status, fault.contentType, fault.body ?? `${status}`, headers)
}

const edgePage =
  '<!DOCTYPE html>\n<html><head><title>Sorry, something went wrong</title></head><body><h1>503</h1></body></html>\n'

export function truncationOf(fault: Fault): Truncation | undefined {
  return fault.truncateAt === undefined ? undefined : { at: fault.truncateAt, as: fault.truncateAs }
}
