import { z } from 'zod'
import { normaliseName } from '../ladder/names.ts'
import { cleanText } from '../plain-text.ts'
import type { Fault } from '../store/upstream-faults.ts'
import { VersionIndex } from './file-version.ts'
import { type Page, pageInvalid, provenSerial } from './page.ts'
import { isVersion, type PageSource, readFileEntry, sortedOut } from './page-entry.ts'

/** Longest summary that is kept, in bytes: PyPI's own form takes 512 characters. */
const MAX_SUMMARY = 2_048

/** What people are shown of a project beside its releases. */
export interface Description {
  /** As the project spells itself today. */
  displayName: string
  summary: string | null
}

const ProjectJson = z.object({
  info: z.object({ name: z.string(), summary: z.string().nullish() }),
  last_serial: z.int().min(0).nullish(),
  releases: z.unknown(),
})

const JsonFile = z.looseObject({
  digests: z.unknown(),
  upload_time_iso_8601: z.unknown(),
  requires_python: z.unknown(),
  yanked: z.unknown(),
  yanked_reason: z.unknown(),
})

/**
 * Reads name and summary from `/pypi/<project>/json`.
 * @throws {UpstreamError} PAGE_INVALID when it is not this project's
 */
export function readDescription(json: unknown, source: PageSource): Description {
  const { info } = parse(json, source)
  const summary = cleanText(info.summary ?? '', MAX_SUMMARY).trim()
  return { displayName: info.name, summary: summary === '' ? null : summary }
}

/**
 * Reads `/pypi/<project>/json` as if it were the project's page, for when PyPI's cache is stuck on an old one: same proof, by
 * its `last_serial`. Releases without files are left out, as on the page; the project's status is not told there.
 * @throws {UpstreamError} PAGE_INVALID when it is not this project's
 */
export function readJsonAsPage(json: unknown, source: PageSource): Page {
  const { last_serial: serial, releases } = parse(json, source)
  const faults: Fault[] = []
  // Own keys only, never looked up by name: a version may well be called `__proto__`.
  const listed = Object.entries(typeof releases === 'object' && releases !== null ? releases : {})
    .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 0)
    .filter(([version]) => isVersion(version, `${source.place} releases`, faults))
  const entries = listed.flatMap(([version, files]) =>
    files.map((file, at) =>
      readFileEntry(simpleEntry(file), `${source.place} releases.${version}[${at}]`, {
        source,
        index: new VersionIndex([version]),
        faults,
      }),
    ),
  )
  return {
    serial: provenSerial(serial ?? null, source.headerSerial),
    status: null,
    versions: listed.map(([version]) => version),
    ...sortedOut(entries),
    faults,
  }
}

function parse(json: unknown, source: PageSource): z.infer<typeof ProjectJson> {
  const parsed = ProjectJson.safeParse(json)
  if (!parsed.success) throw pageInvalid(source, z.prettifyError(parsed.error).slice(0, 500))
  if (normaliseName(parsed.data.info.name) !== source.project) throw pageInvalid(source, 'it is another project')
  return parsed.data
}

/** An entry in the words of the project page. */
function simpleEntry(file: unknown): unknown {
  const parsed = JsonFile.safeParse(file)
  if (!parsed.success) return file
  const { digests, upload_time_iso_8601, requires_python, yanked, yanked_reason, ...same } = parsed.data
  return {
    ...same,
    hashes: digests,
    'upload-time': upload_time_iso_8601,
    'requires-python': requires_python,
    yanked: yanked === true && typeof yanked_reason === 'string' && yanked_reason !== '' ? yanked_reason : yanked,
  }
}
