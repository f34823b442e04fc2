import { z } from 'zod'
import { cleanText, hasControls } from '../plain-text.ts'
import type { Fault } from '../store/upstream-faults.ts'
import { fileUrl } from './file-url.ts'
import { readFileName, type VersionIndex } from './file-version.ts'

/** Longest version text that is taken, in characters: as long as PyPI's longest. */
const MAX_VERSION = 250
/** Longest requires-python that is taken, in bytes: real ones have 50, and Postgres indexes 2,704 bytes. */
const MAX_REQUIRES_PYTHON = 500
/** Longest reason of a yank that is kept, in bytes. */
const MAX_REASON = 1_000

/** One file of a project page that could be taken. */
export interface PageFile {
  filename: string
  version: string
  kind: 'sdist' | 'wheel' | 'other'
  url: string
  sha256: string
  /** Bytes; null when the page does not say. */
  size: number | null
  uploadedAt: Date | null
  requiresPython: string | null
  /** Text of a wheel's expanded tags. */
  tags: string | null
  yanked: boolean
  yankedReason: string | null
}

/** Where a page was read, and for which project. */
export interface PageSource {
  /** In normal form. */
  project: string
  /** The page's own address. */
  url: string
  /** Path for people, such as `/simple/demo/`. */
  place: string
  /** `X-PyPI-Last-Serial`; null when missing or unreadable. */
  headerSerial: number | null
}

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !hasControls(text), 'control characters')

const FileName = line(255).refine((name) => !/[/\\]/.test(name) && name !== '.' && name !== '..', 'not a file name')

const FileEntry = z.object({
  filename: FileName,
  url: z.string(),
  hashes: z.object({
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'not 64 hex digits')
      .toLowerCase(),
  }),
  size: z.int().min(0).nullish(),
  'upload-time': z.iso.datetime({ offset: true }).nullish(),
  'requires-python': z.string().nullish(),
  yanked: z.union([z.boolean(), z.string()]).nullish(),
})

/** Whether a version can be kept; if not, that is told. */
export function isVersion(version: unknown, place: string, faults: Fault[]): version is string {
  const judged = line(MAX_VERSION).safeParse(version)
  if (!judged.success) faults.push({ code: 'PAGE_VERSION', place, detail: firstIssue(judged.error) })
  return judged.success
}

/** What became of one entry: taken, or left out with the name it had, if that could be read. */
export type ReadEntry = { kind: 'taken'; file: PageFile } | { kind: 'refused'; filename: string | null }

/** Parts a page's entries into those taken and those to leave untouched; of two entries with one name the first counts. */
export function sortedOut(entries: readonly ReadEntry[]): { files: PageFile[]; untouched: string[] } {
  const files = new Map<string, PageFile>()
  const untouched = new Set<string>()
  for (const entry of entries) {
    if (entry.kind === 'refused') {
      if (entry.filename !== null) untouched.add(entry.filename)
    } else if (!files.has(entry.file.filename)) files.set(entry.file.filename, entry.file)
  }
  return { files: [...files.values()], untouched: [...untouched] }
}

/** What an entry is read against, and where its faults are told. */
export interface EntryContext {
  source: PageSource
  index: VersionIndex
  faults: Fault[]
}

/** Reads one entry of `files`; what is wrong with it is told in `faults`, once. */
export function readFileEntry(entry: unknown, place: string, { source, index, faults }: EntryContext): ReadEntry {
  const parsed = FileEntry.safeParse(entry)
  if (!parsed.success) return refused(entry, { code: 'PAGE_ENTRY', place, detail: firstIssue(parsed.error) }, faults)
  const { filename, size, hashes, yanked, ...rest } = parsed.data
  const url = fileUrl(rest.url, source.url)
  if (url === null) {
    return refused(entry, { code: 'PAGE_URL', place, detail: `${filename}: ${rest.url.slice(0, 300)}` }, faults)
  }
  const named = readFileName(filename, source.project, index)
  if (named === null)
    return refused(entry, { code: 'PAGE_FILENAME', place, detail: `${filename}: no listed version` }, faults)
  const time = rest['upload-time']
  const file: PageFile = {
    filename,
    ...named,
    url,
    sha256: hashes.sha256,
    size: size ?? null,
    uploadedAt: time == null ? null : new Date(time),
    requiresPython: requiresPython(rest['requires-python'] ?? '', place, faults),
    yanked: yanked === true || (typeof yanked === 'string' && yanked !== ''),
    yankedReason: typeof yanked === 'string' && yanked !== '' ? cleanText(yanked, MAX_REASON) : null,
  }
  return { kind: 'taken', file }
}

function refused(entry: unknown, fault: Fault, faults: Fault[]): ReadEntry {
  faults.push(fault)
  const named = z.object({ filename: FileName }).safeParse(entry)
  return { kind: 'refused', filename: named.success ? named.data.filename : null }
}

/** An unreadable requires-python excludes nobody (pip ignores it), so one that is too long to keep is as good as none. */
function requiresPython(text: string, place: string, faults: Fault[]): string | null {
  if (text.trim() === '') return null
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_REQUIRES_PYTHON) return cleanText(text, MAX_REQUIRES_PYTHON)
  faults.push({ code: 'PAGE_REQUIRES_PYTHON', place, detail: `${bytes} bytes: ${text.slice(0, 100)}` })
  return null
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return issue === undefined ? 'invalid' : `${issue.path.join('.')}: ${issue.message}`
}
