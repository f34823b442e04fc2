import type { Answer } from './answer.ts'
import type { Distortion } from './faults.ts'
import type { RpcValue } from './xml-rpc.ts'

/** One in so many names is left out of the list of all projects. */
const missingEvery = 50

/** Spoils the rows of the changelog. */
export function distortRows(value: RpcValue, distortion: Distortion): RpcValue {
  if (!Array.isArray(value)) return value
  // Array.isArray makes the rows any; they are values of the call.
  const rows = value as readonly RpcValue[]
  switch (distortion) {
    case 'reversed':
      return [...rows].reverse()
    case 'repeated':
      return rows.flatMap((row) => [row, row])
    case 'short-rows':
      return rows.map((row) => (Array.isArray(row) ? row.slice(0, 4) : row))
    case 'long-rows':
      return rows.map((row) => (Array.isArray(row) ? [...row, 'one more'] : row))
    default:
      return rows
  }
}

/** Leaves names out of the list of all projects, in JSON. */
export function distortIndex(answer: Answer, distortion: Distortion): Answer {
  if (distortion !== 'names-missing' || answer.status !== 200) return answer
  const list: { projects?: unknown } = JSON.parse(answer.body.toString())
  if (!Array.isArray(list.projects)) return answer
  const projects = list.projects.filter((_, at) => at % missingEvery !== 0)
  return { ...answer, body: Buffer.from(`${JSON.stringify({ ...list, projects })}\n`) }
}
