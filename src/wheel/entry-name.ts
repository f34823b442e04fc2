/** Longest entry name that we take, in UTF-16 units; file systems allow 255 bytes a segment. */
const maxLength = 1_000

/**
 * What is wrong with the name of a zip entry, or null. pip turns names into paths, so a name must be a plain relative
 * path, spelled in one way only: no `..`, `.`, empty or absolute part, no drive, backslash or control character.
 */
export function entryNameFault(name: string): string | null {
  if (name === '' || name.length > maxLength) return 'the name is empty or too long'
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'the path is absolute'
  if (name.includes('\\')) return 'the path has a backslash'
  if (hasControlCharacter(name)) return 'the path has a control character'
  const parts = name.replace(/\/$/, '').split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'the path has an empty, "." or ".." part'
  return null
}

/** C0, DEL, C1 and the replacement character that stands for bytes which are not text. */
function hasControlCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xfffd) return true
  }
  return false
}
