import { type Answer, plain } from './answer.ts'
import { distortRows } from './distort.ts'
import type { Distortion } from './faults.ts'
import type { Row, World } from './model.ts'
import { parseCall, type RpcCall, RpcFault, type RpcValue, renderFault, renderResponse } from './xml-rpc.ts'

/** Most rows in one answer of `changelog_since_serial`, as on PyPI. */
const changelogPageRows = 50_000

/** `POST /pypi`: PyPI's three mirroring calls over XML-RPC. Faults are HTTP 200 too. */
export function answerXmlRpc(world: World, body: string, distortion?: Distortion): Answer {
  try {
    const value = callMethod(world, parseCall(body))
    return xml(renderResponse(distortion === undefined ? value : distortRows(value, distortion)))
  } catch (error) {
    if (error instanceof RpcFault) return xml(renderFault(error))
    throw error
  }
}

/** Whether the changelog had nothing to say. */
export function isWithoutRows({ body }: Answer): boolean {
  return body.length < 300 && /<data>\s*<\/data>/.test(body.toString())
}

export function xml(body: string): Answer {
  return plain(200, 'text/xml; charset=UTF-8', body)
}

function callMethod(world: World, { method, params }: RpcCall): RpcValue {
  switch (method) {
    case 'changelog_since_serial': {
      const [since] = params
      if (params.length !== 1) throw new RpcFault(-32602, 'server error; invalid method params')
      if (typeof since !== 'number') throw new RpcFault(-32602, 'client error; since: Input should be a valid integer')
      return rowsSince(world, since)
    }
    case 'changelog_last_serial':
      return world.lastSerial === 0 ? null : world.lastSerial
    case 'list_packages_with_serial':
      return new Map([...world.projects.values()].map(({ displayName, lastSerial }) => [displayName, lastSerial]))
    default:
      throw new RpcFault(-32601, 'server error; method not found')
  }
}

function rowsSince({ rows }: World, since: number): RpcValue {
  const from = firstAbove(rows, since)
  return rows
    .slice(from, from + changelogPageRows)
    .map(([name, version, at, action, serial]) => [name, version, at, cleanForXml(action), serial])
}

/** Rows rise by serial, so the first one above a serial is found by halving. */
function firstAbove(rows: readonly Row[], since: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.[4] ?? 0) > since) high = middle
    else low = middle + 1
  }
  return low
}

/** As warehouse does to the action alone: what is not ASCII becomes a literal `&#233;`, what XML forbids is dropped. */
function cleanForXml(action: string | null): string | null {
  if (action === null) return null
  return [...action]
    .map((char) => ({ char, code: char.codePointAt(0) ?? 0 }))
    .filter(({ code }) => code >= 0x20 || code === 0x09 || code === 0x0a || code === 0x0d)
    .map(({ char, code }) => (code < 0x80 ? char : `&#${code};`))
    .join('')
}
