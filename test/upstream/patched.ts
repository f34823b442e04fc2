import type { Patch, Project } from './model.ts'

/** What a page says after the patches that are meant for this part of it, in the order in which they came. */
export function patched(
  { patches }: Project,
  page: Patch['page'],
  filename: string | null,
  part: Record<string, unknown>,
): Record<string, unknown> {
  if (patches.length === 0) return part
  // Without a prototype of its own, so that a key `__proto__` is one like any other.
  const entries = new Map(Object.entries(part))
  for (const patch of patches) {
    if (patch.page !== page || patch.filename !== filename) continue
    for (const [key, value] of Object.entries(patch.set)) entries.set(key, value)
    for (const key of patch.drop) entries.delete(key)
  }
  return Object.fromEntries(entries)
}
