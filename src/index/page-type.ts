/** The two forms that a page is rendered in. */
export type PageForm = 'html' | 'json'

/** How a page is answered: its form, and the exact content type that the client gets to see. */
export interface PageType {
  form: PageForm
  contentType: string
}

const json: PageType = { form: 'json', contentType: 'application/vnd.pypi.simple.v1+json' }
const versionedHtml: PageType = { form: 'html', contentType: 'application/vnd.pypi.simple.v1+html' }
const plainHtml: PageType = { form: 'html', contentType: 'text/html; charset=utf-8' }

/** What can be had, most welcome first, under the names that a client may ask for it (PEP 691). */
const offers: readonly { names: readonly string[]; type: PageType }[] = [
  { names: ['application/vnd.pypi.simple.v1+json', 'application/vnd.pypi.simple.latest+json'], type: json },
  { names: ['application/vnd.pypi.simple.v1+html', 'application/vnd.pypi.simple.latest+html'], type: versionedHtml },
  { names: ['text/html'], type: plainHtml },
]

interface MediaRange {
  /** `text/html`, `text/*` or `*` + `/*`; lower case, without parameters. */
  range: string
  /** 0 to 1. */
  quality: number
}

/**
 * Chooses the form and type of a page by the request's Accept header (RFC 9110, PEP 691): the highest quality wins; among
 * equals JSON before HTML, but what only the range of all types admits comes last, so that a browser or curl gets
 * `text/html`, as on PyPI. Whoever accepts nothing we have gets `text/html` too, which every installer reads: PEP 691
 * would answer 406, PyPI does not.
 */
export function choosePageType(accept: string | undefined): PageType {
  if (accept === undefined) return plainHtml
  const ranges = parseAccept(accept)
  let best = { type: plainHtml, quality: 0 }
  for (const { names, type } of offers) {
    const { quality, named } = preferenceFor(names, ranges)
    if (quality > best.quality && (named || type === plainHtml)) best = { type, quality }
  }
  return best.type
}

/** How much a type is wanted, by the most specific range that matches it, and whether a range other than any-type did. */
function preferenceFor(names: readonly string[], ranges: readonly MediaRange[]): { quality: number; named: boolean } {
  const matches = names.flatMap((name) => {
    const group = `${name.slice(0, name.indexOf('/'))}/*`
    return [name, group, '*/*'].flatMap((wanted, distance) =>
      ranges.filter(({ range }) => range === wanted).map(({ quality }) => ({ quality, distance })),
    )
  })
  const nearest = Math.min(...matches.map(({ distance }) => distance))
  const quality = Math.max(0, ...matches.filter(({ distance }) => distance === nearest).map((match) => match.quality))
  return { quality, named: nearest < 2 }
}

function parseAccept(header: string): MediaRange[] {
  return header.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))
    return { range, quality: weight === undefined ? 1 : parseQuality(weight.replace(/^q\s*=\s*/, '')) }
  })
}

/** A weight that is no number from 0 to 1 counts as 0: what cannot be read is not asked for. */
function parseQuality(text: string): number {
  return /^(0(\.\d*)?|1(\.0*)?)$/.test(text) ? Number(text) : 0
}
