/**
 * Makes a stranger's text fit for Postgres and for people: no NUL (which a text column refuses), no half of a surrogate
 * pair (which jsonb refuses), at most `max` UTF-16 units. Everything else stays; pages escape it when they show it.
 */
export function cleanText(text: string, max: number): string {
  return text
    .slice(0, max)
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
}

/** Whether a text holds what no name, version or file name may hold: control characters or half of a surrogate pair. */
export function hasForbiddenCharacters(text: string): boolean {
  return /[\p{Cc}\p{Surrogate}]/u.test(text)
}
