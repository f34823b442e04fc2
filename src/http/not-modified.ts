/**
 * Whether a client has this very representation already (RFC 9110, If-None-Match): then it is answered 304.
 * @param etag strong, with its quotes
 */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.match(/"[^"]*"/g)?.some((known) => known === etag) ?? false
}
