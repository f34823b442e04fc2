/*
 * Text of strangers, made fit to store, to show and to print to a terminal. HTML stays as it is: escaping is the page's
 * work. All bounds are bytes of UTF-8, as in schema/report.cddl. Each function takes time in proportion to the text.
 */

const ESC = '\u001b'
const BEL = '\u0007'
/** One-character forms (C1) of the string openers DCS, SOS, OSC, PM, APC, of CSI, and of the string end ST. */
const C1_STRINGS = '\u0090\u0098\u009d\u009e\u009f'
const C1_CSI = '\u009b'
const C1_END = '\u009c'

/** Strings with their content, to their end or the line's (ECMA-48, 8.3): titles, links, images. */
const terminalStrings = new RegExp(
  `(?:${ESC}[\\]PX^_]|[${C1_STRINGS}])[^${BEL}${ESC}${C1_END}\\n]*(?:${BEL}|${ESC}\\\\|${C1_END})?`,
  'g',
)

/** Colours and cursor movement (CSI), and all other escapes (ECMA-48, 5.4, and ECMA-35). */
const terminalSequences = new RegExp(`(?:${ESC}\\[|${C1_CSI})[0-?]*[ -/]*[@-~]?|${ESC}[ -/]*[0-~]?`, 'g')

/** Controls but tab and newline; marks of direction and other format characters; separators that break lines; halves. */
const invisible = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/**
 * Lines and tabs as a terminal would leave them: its sequences (ANSI, OSC, DCS), other control characters, and characters
 * that turn the direction of text or cannot be seen are taken out. A line that was written over by carriage returns, as
 * progress bars do, keeps what was written last.
 */
export function withoutTerminal(text: string): string {
  return withoutSequences(text).split('\n').map(lastWritten).join('\n').replace(invisible, '')
}

/** One line without terminal sequences, control or hidden characters; space of any kind and length is one blank. */
export function plainLine(text: string, mostBytes: number): string {
  const plain = withoutSequences(text)
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
  return cutToBytes(plain.trim(), mostBytes)
}

/**
 * What Postgres takes: no NUL (which a text column refuses), and no half of a surrogate pair (which jsonb refuses).
 * Everything else stays.
 */
export function cleanText(text: string, mostBytes: number): string {
  return cutToBytes(text.replaceAll('\0', ''), mostBytes)
}

/** Cuts at a whole character. Halves of surrogate pairs become U+FFFD. */
export function cutToBytes(text: string, mostBytes: number): string {
  // A character has at least as many bytes as UTF-16 units, so nothing that belongs is lost here.
  const bytes = Buffer.from(text.slice(0, mostBytes))
  if (bytes.length <= mostBytes) return bytes.toString()
  let end = mostBytes
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}

/** Whether a text holds what no name, version, reason or file name may hold: control characters or half characters. */
export function hasControls(text: string): boolean {
  return /[\p{Cc}\p{Cs}]/u.test(text)
}

function withoutSequences(text: string): string {
  return text.replace(terminalStrings, '').replace(terminalSequences, '')
}

/** What stands on a line after its last carriage return; those at its end are the line's own. */
function lastWritten(line: string): string {
  let end = line.length
  while (end > 0 && line[end - 1] === '\r') end -= 1
  return end === 0 ? '' : line.slice(line.lastIndexOf('\r', end - 1) + 1, end)
}
