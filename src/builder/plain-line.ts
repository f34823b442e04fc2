/** Terminal sequences: CSI (colours, cursor), OSC (titles, links) up to their end, and two-character escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
/** Control characters, bidirectional overrides, and characters that nobody sees. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** A report's line is text of at most this many bytes of UTF-8 (schema/report.cddl). */
const mostBytes = 500

/** Text of a build's output as one plain line: no terminal sequences, no control or hidden characters, at most 500 bytes. */
export function plainLine(text: string): string {
  const plain = text
    .slice(0, 20 * mostBytes)
    .replace(escapes, '')
    .replace(unseen, ' ')
  return cutToBytes(plain.trim(), mostBytes)
}

/** Colours, titles and cursor moves taken out. */
export function withoutEscapes(text: string): string {
  return text.replace(escapes, '')
}

/** Cuts at a whole character. Lone surrogates become replacement characters. */
export function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= most) return bytes.toString()
  let end = most
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}
