/**
 * Expands a compressed tag set (PEP 425): each part may hold several values joined by `.`. Sorted, without repeats, in
 * lower case.
 */
export function expandTags(python: string, abi: string, platform: string): string[] {
  const parts = [python, abi, platform].map((part) => part.toLowerCase().split('.'))
  const tags = parts.reduce<string[]>(
    (starts, values) => starts.flatMap((start) => values.map((value) => (start === '' ? value : `${start}-${value}`))),
    [''],
  )
  return sortedOnce(tags)
}

/** The one text of a set of tags, whatever their order: sorted, without repeats, joined by single spaces. */
export function tagSetText(tags: readonly string[]): string {
  return sortedOnce(tags).join(' ')
}

/** Longest text of a set of tags that is kept, in bytes (tags are ASCII): Postgres indexes rows of at most 2,704. */
export const tagSetTextMostBytes = 2_500

/** The tags of a text made by `tagSetText`. */
export function tagsOfText(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}

/**
 * Whether a wheel can be installed: any of its expanded tags is one that the interpreter accepts. Nothing else decides: not
 * the order of texts, not a special case for `none`. The interpreter's own list has PEP 600's glibc levels and PEP 384's
 * abi3 in it.
 */
export function fits(tags: readonly string[], accepted: ReadonlySet<string>): boolean {
  return tags.some((tag) => accepted.has(tag))
}

function sortedOnce(tags: readonly string[]): string[] {
  return [...new Set(tags)].sort()
}
