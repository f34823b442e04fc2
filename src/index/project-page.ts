import { plainLine } from '../plain-text.ts'
import type { IndexWheel } from '../store/index-pages.ts'
import { escapeHtml } from './escape-html.ts'

/** The version of the simple API that we speak: 1.1 brought sizes and versions, 1.4 is what PyPI says (PEP 792). */
export const API_VERSION = '1.4'

/** Longer reasons say nothing more to a person, and go to every client of the page. */
const REASON_BYTES = 1_000

/**
 * A project's page as PEP 691 and 700 want it. Only sha256 in `hashes`: pip takes any other name as an error; no nulls:
 * uv refuses the whole page for one; `core-metadata` under that name only: pip 22.3 to 23.0.1 crash on the older one. The
 * URL carries the hash as well, because pip 22.3 does not look at `hashes`.
 * @param wheels in the order in which they are to stand there
 */
export function renderProjectJson(name: string, wheels: readonly IndexWheel[]): string {
  const page = {
    meta: { 'api-version': API_VERSION },
    name,
    versions: [...new Set(wheels.map(({ version }) => version))],
    files: wheels.map((wheel) => ({
      filename: wheel.filename,
      url: `${fileUrl(wheel.filename)}#sha256=${wheel.sha256}`,
      hashes: { sha256: wheel.sha256 },
      ...(wheel.requiresPython ? { 'requires-python': wheel.requiresPython } : {}),
      size: wheel.size,
      'upload-time': uploadTime(wheel.publishedAt),
      yanked: wheel.yanked ? tidyReason(wheel.yankedReason) || true : false,
      'core-metadata': { sha256: wheel.metadataSha256 },
    })),
  }
  return `${JSON.stringify(page)}\n`
}

/**
 * A project's page as PEP 503, 592, 658 and 714 want it. Attributes without a value are left out, since pip takes
 * `data-core-metadata="false"` as true; only `data-yanked=""` may be empty: without the quotes pip overlooks it.
 */
export function renderProjectHtml(name: string, wheels: readonly IndexWheel[]): string {
  const title = `Links for ${escapeHtml(name)}`
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="pypi:repository-version" content="${API_VERSION}">
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
${wheels.map(anchor).join('')}</body>
</html>
`
}

function anchor(wheel: IndexWheel): string {
  const attributes = [
    ['href', `${fileUrl(wheel.filename)}#sha256=${wheel.sha256}`],
    ...(wheel.requiresPython ? [['data-requires-python', wheel.requiresPython]] : []),
    ...(wheel.yanked ? [['data-yanked', tidyReason(wheel.yankedReason)]] : []),
    ['data-dist-info-metadata', `sha256=${wheel.metadataSha256}`],
    ['data-core-metadata', `sha256=${wheel.metadataSha256}`],
  ].map(([key, value = '']) => `${key}="${escapeHtml(value)}"`)
  return `<a ${attributes.join(' ')}>${escapeHtml(wheel.filename)}</a><br>\n`
}

/** Relative, so that no header or proxy has a say in where files come from. */
function fileUrl(filename: string): string {
  return `../../files/${encodeURIComponent(filename)}`
}

/** With six digits of a second, as Python's `fromisoformat` of every age reads it. */
function uploadTime(at: Date): string {
  return at.toISOString().replace(/(\.\d{3})Z$/, '$1000Z')
}

/** A stranger's text that pip prints to a terminal. */
function tidyReason(reason: string | null): string {
  return plainLine(reason ?? '', REASON_BYTES)
}
