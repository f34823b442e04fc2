import { z } from 'zod'
import { UpstreamError } from '../errors.ts'
import { ProjectName } from '../ladder/names.ts'
import type { ListedProject } from '../store/upstream-list.ts'
import { type IndexPart, splitIndex } from './split-index.ts'

const Meta = z.object({
  meta: z.object({ 'api-version': z.string().regex(/^1\.\d+$/), '_last-serial': z.int().min(0).nullish() }),
})
const Entry = z.object({ name: z.string(), '_last-serial': z.int().min(0).nullish() })

/** The JSON form of `/simple/`, read as it comes: first `projects` to the end, then what was said beside them. */
export interface IndexReader {
  projects(): AsyncGenerator<ListedProject[]>
  /**
   * The list's serial, which was taken before the list and so is a safe cursor, and how many entries were no project.
   * @throws {UpstreamError} INDEX_INVALID when it has no serial or is no version 1 list
   */
  end(): { serial: number; malformed: number }
}

/** @param headerSerial `X-PyPI-Last-Serial`, for a list that does not tell it itself */
export function readIndex(body: AsyncIterable<Buffer>, headerSerial: number | null): IndexReader {
  let malformed = 0
  let meta: z.infer<typeof Meta>['meta'] | null = null
  const read = (part: IndexPart): ListedProject[] => {
    const parsed = parse(part.json)
    if (part.kind === 'member') {
      meta = Meta.safeParse(parsed).data?.meta ?? meta
      return []
    }
    const project = readProject(parsed)
    if (project === null) malformed += 1
    return project === null ? [] : [project]
  }
  return {
    async *projects() {
      for await (const parts of splitIndex(body)) yield parts.flatMap(read)
    },
    end() {
      const serial = meta === null ? null : (meta['_last-serial'] ?? headerSerial)
      if (serial === null) throw new UpstreamError('INDEX_INVALID', 'the list of all projects says no serial')
      return { serial, malformed }
    },
  }
}

function readProject(json: unknown): ListedProject | null {
  const entry = Entry.safeParse(json)
  const name = ProjectName.safeParse(entry.data?.name)
  if (!entry.success || !name.success) return null
  return { name: name.data, displayName: entry.data.name, serial: entry.data['_last-serial'] ?? 0 }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new UpstreamError('INDEX_INVALID', 'the list of all projects is no JSON', { cause })
  }
}
