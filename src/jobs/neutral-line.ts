const MOST = 500

/** Colours and other commands to a terminal. */
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[ -/]*[@-~]`, 'g')

/**
 * A line of a build log as it may be shown anywhere: without control, format and bidirectional characters, which could forge
 * terminal output or reorder text, at most 500 characters.
 */
export function neutralLine(line: string): string {
  const plain = line
    .replace(ESCAPES, '')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
  // The cut may leave half of a character.
  return plain
    .trim()
    .slice(0, MOST)
    .replace(/\p{Cs}/gu, '')
}
