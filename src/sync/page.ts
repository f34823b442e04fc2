import { z } from 'zod'
import { UpstreamError } from '../errors.ts'
import { normaliseName } from '../ladder/names.ts'
import { type ProjectStatus, projectStatuses } from '../ladder/words.ts'
import type { Fault } from '../store/upstream-faults.ts'
import { VersionIndex } from './file-version.ts'
import { isVersion, type PageFile, type PageSource, readFileEntry, sortedOut } from './page-entry.ts'

/** A project page as the farm takes it. */
export interface Page {
  /** The serial that the page has proven to contain; 0 when it says none. */
  serial: number
  /** Null when this kind of page does not tell. */
  status: ProjectStatus | null
  versions: readonly string[]
  files: readonly PageFile[]
  /** Names of files whose entries could not be taken: what is known of them stays as it is. */
  untouched: readonly string[]
  faults: readonly Fault[]
}

const Serial = z.int().min(0)

const ProjectPage = z.object({
  meta: z.object({
    'api-version': z.string().regex(/^1\.\d+$/, 'not a version 1 page'),
    '_last-serial': Serial.nullish(),
  }),
  name: z.string(),
  files: z.array(z.unknown()),
  versions: z.array(z.unknown()).nullish(),
  'project-status': z.object({ status: z.string() }).nullish(),
})

/**
 * Reads the JSON form of `/simple/<project>/` (PEP 691, 700, 792). An entry that cannot be taken is told in `faults` and left
 * out; keys that we do not know are ignored.
 * @throws {UpstreamError} PAGE_INVALID when it is not this project's page at all
 */
export function readProjectPage(json: unknown, source: PageSource): Page {
  const parsed = ProjectPage.safeParse(json)
  if (!parsed.success) throw pageInvalid(source, z.prettifyError(parsed.error).slice(0, 500))
  const { meta, name, files, versions, 'project-status': status } = parsed.data
  if (normaliseName(name) !== source.project)
    throw pageInvalid(source, `it is the page of ${JSON.stringify(name.slice(0, 200))}`)
  const faults: Fault[] = []
  const listed = (versions ?? []).filter((version, at) => isVersion(version, `${source.place} versions[${at}]`, faults))
  const index = new VersionIndex(listed)
  const entries = files.map((entry, at) =>
    readFileEntry(entry, `${source.place} files[${at}]`, { source, index, faults }),
  )
  return {
    serial: provenSerial(meta['_last-serial'] ?? null, source.headerSerial),
    status: readStatus(status?.status ?? 'active', source, faults),
    versions: [...new Set(listed)],
    ...sortedOut(entries),
    faults,
  }
}

/** Header and body may disagree: the older one is proven. */
export function provenSerial(body: number | null, header: number | null): number {
  return Math.min(body ?? header ?? 0, header ?? body ?? 0)
}

export function pageInvalid(source: PageSource, why: string): UpstreamError {
  return new UpstreamError('PAGE_INVALID', `${source.place} cannot be taken: ${why}`, { at: source.place })
}

function readStatus(text: string, source: PageSource, faults: Fault[]): ProjectStatus {
  const known = projectStatuses.find((status) => status === text)
  if (known === undefined) {
    faults.push({ code: 'PAGE_STATUS', place: source.place, detail: `unknown project status ${text.slice(0, 100)}` })
  }
  return known ?? 'active'
}
