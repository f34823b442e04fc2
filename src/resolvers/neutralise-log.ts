/**
 * Makes a log safe to show as text: terminal sequences (ANSI, OSC, DCS), other control characters, and characters that
 * turn the direction of text or cannot be seen are taken out; what is left is lines and tabs. A line that was written over
 * by carriage returns, as progress bars do, keeps what was written last. HTML stays as it is: escaping is the page's work.
 * Takes time in proportion to the text, whatever it holds.
 */
export function neutraliseLog(text: string): string {
  return text
    .replace(terminalStrings, '')
    .replace(terminalSequences, '')
    .split('\n')
    .map(lastWritten)
    .join('\n')
    .replace(invisible, '')
}

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

/** What stands on a line after its last carriage return; those at its end are the line's own. */
function lastWritten(line: string): string {
  let end = line.length
  while (end > 0 && line[end - 1] === '\r') end -= 1
  return end === 0 ? '' : line.slice(line.lastIndexOf('\r', end - 1) + 1, end)
}
