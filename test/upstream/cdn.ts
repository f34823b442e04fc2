import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { normaliseName } from '../../src/ladder/names.ts'
import type { Answer } from './answer.ts'
import type { Change, Row } from './model.ts'

/** How PyPI's CDN behaves before the pages; all null: it is not there, and every read shows what is. */
export const CdnSettings = z.object({
  /** After a change a variant of a page shows the old body for so many reads more: each refreshes behind its reader's back. */
  staleReads: z.int().min(1).max(1_000_000).nullable().default(null),
  /** At most so long after the change, in milliseconds; alone, for just so long. */
  staleMs: z.int().min(1).max(86_400_000).nullable().default(null),
  /** How long a 404 or a redirect is remembered, whatever happens meanwhile, in milliseconds; PyPI: up to 120,000. */
  negativeMs: z.int().min(1).max(86_400_000).nullable().default(null),
  /** How long the list of all projects stays as it was when it was first asked for, in milliseconds; PyPI: 1,800,000. */
  indexFrozenMs: z.int().min(1).max(86_400_000).nullable().default(null),
})
export type CdnSettings = z.infer<typeof CdnSettings>

/** PyPI's own, with the two minutes for which two layers of its edge remember a 404. */
export const likePypi: CdnSettings = {
  staleReads: 1,
  staleMs: 300_000,
  negativeMs: 120_000,
  indexFrozenMs: 1_800_000,
}

/** One of the objects that are cached on their own: by address, kind of content and encoding. */
export interface Variant {
  path: string
  type: string
  gzip: boolean
}

/** What a CDN does between the readers and the registry. */
export interface Cdn {
  set(settings: CdnSettings): void
  /** The remembered answer, or a new one, which it may remember. */
  through(variant: Variant, ask: () => Promise<Answer>): Promise<Answer>
  /** Softly: what is remembered of the projects that changed stays readable for a while. */
  purge(change: Change, rows: readonly Row[]): void
}

interface Remembered {
  answer: Answer
  /** When it is forgotten, in milliseconds since 1970. */
  until: number
  /** Reads that still get it; counted once it is purged. */
  readsLeft: number
  purged: boolean
}

/** Variants that are remembered; the one read longest ago goes first. */
const mostVariants = 20_000

export function createCdn(settings: CdnSettings): Cdn {
  let current = settings
  const variants = new LRUCache<string, Remembered>({ max: mostVariants })
  return {
    set: (changed) => {
      current = changed
      variants.clear()
    },
    through: async (variant, ask) => {
      const key = JSON.stringify([variant.path, variant.type, variant.gzip])
      const known = variants.get(key)
      if (known !== undefined && readOnce(known)) return copyOf(known.answer)
      variants.delete(key)
      const answer = await ask()
      const keptMs = keptFor(variant.path, answer, current)
      if (keptMs > 0) {
        variants.set(key, { answer: copyOf(answer), until: Date.now() + keptMs, readsLeft: 0, purged: false })
      }
      return answer
    },
    purge: (change, rows) => {
      const paths = new Set(namesOf(change, rows).flatMap(pathsOf))
      for (const [key, known] of variants.entries()) {
        const path = String(JSON.parse(key)[0])
        if (known.answer.status !== 200 || !(paths.has(path) || isReleasePage(path, paths)) || known.purged) continue
        known.purged = true
        known.readsLeft = current.staleReads ?? Number.POSITIVE_INFINITY
        known.until = current.staleMs === null ? Number.POSITIVE_INFINITY : Date.now() + current.staleMs
      }
    },
  }
}

/** Whether it may be shown once more. */
function readOnce(known: Remembered): boolean {
  if (Date.now() >= known.until) return false
  if (!known.purged) return true
  known.readsLeft -= 1
  return known.readsLeft >= 0
}

/** For how long a new answer is remembered, in milliseconds. */
function keptFor(path: string, { status, kind }: Answer, settings: CdnSettings): number {
  if (status === 404 || status === 301) return settings.negativeMs ?? 0
  if (status !== 200 || kind !== 'page') return 0
  if (path === '/simple/') return settings.indexFrozenMs ?? 0
  return settings.staleReads === null && settings.staleMs === null ? 0 : Number.POSITIVE_INFINITY
}

function namesOf(change: Change, rows: readonly Row[]): string[] {
  const named = rows.flatMap(([name]) => (name === null ? [] : [name]))
  return 'name' in change && change.name !== null ? [...named, change.name] : named
}

function pathsOf(name: string): string[] {
  const normal = normaliseName(name)
  return [`/simple/${normal}/`, `/pypi/${normal}/json`]
}

/** `/pypi/<name>/<version>/json` goes with `/pypi/<name>/json`. */
function isReleasePage(path: string, paths: ReadonlySet<string>): boolean {
  const [, root, name, , end] = path.split('/')
  return root === 'pypi' && end === 'json' && paths.has(`/pypi/${name}/json`)
}

/** Whoever gets an answer may change its headers. */
function copyOf(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers } }
}
