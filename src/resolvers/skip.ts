import type { Skip } from './resolvers.gen.ts'

/** Of a package or a release: both have the same three columns. */
export function skipOf(row: {
  skippedAt: Date | null
  skippedBy: string | null
  skipReason: string | null
}): Skip | null {
  const { skippedAt: at, skippedBy: by, skipReason: reason } = row
  return at === null || reason === null ? null : { at, by, reason }
}
