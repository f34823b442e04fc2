const MOST = 500

/**
 * A line of a build log as it may be shown anywhere: without control, format and bidirectional characters, which could forge
 * terminal output or reorder text, at most 500 characters.
 */
export function neutralLine(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const plain = line.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '').replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
  // The cut may leave half of a character.
  return plain
    .trim()
    .slice(0, MOST)
    .replace(/\p{Cs}/gu, '')
}
