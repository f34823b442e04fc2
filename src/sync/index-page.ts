import { z } from 'zod'
import { UpstreamError } from '../errors.ts'
import { ProjectName } from '../ladder/names.ts'

/** A project of the list of all. */
export interface IndexEntry {
  name: ProjectName
  displayName: string
  /** Serial of its last change; 0 when not told. */
  serial: number
}

const Index = z.object({
  meta: z.object({ 'api-version': z.string().regex(/^1\.\d+$/), '_last-serial': z.int().min(0).nullish() }),
  projects: z.array(z.unknown()),
})

const Entry = z.object({ name: z.string(), '_last-serial': z.int().min(0).nullish() })

/**
 * Reads the JSON form of `/simple/`. Its serial was taken before the list, so it is a safe cursor.
 * @returns each project once, and how many entries were no project
 * @throws {UpstreamError} INDEX_INVALID when it is no such list or has no serial
 */
export function readIndex(
  json: unknown,
  headerSerial: number | null,
): { serial: number; entries: readonly IndexEntry[]; malformed: number } {
  const parsed = Index.safeParse(json)
  const serial = parsed.success ? (parsed.data.meta['_last-serial'] ?? headerSerial) : null
  if (!parsed.success || serial === null) {
    throw new UpstreamError('INDEX_INVALID', 'the list of all projects cannot be taken', { cause: parsed.error })
  }
  const entries = new Map<string, IndexEntry>()
  let malformed = 0
  for (const raw of parsed.data.projects) {
    const entry = Entry.safeParse(raw)
    const name = ProjectName.safeParse(entry.data?.name)
    if (entry.success && name.success) {
      entries.set(name.data, {
        name: name.data,
        displayName: entry.data.name,
        serial: entry.data['_last-serial'] ?? 0,
      })
    } else malformed += 1
  }
  return { serial, entries: [...entries.values()], malformed }
}
