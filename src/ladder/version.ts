/*
 * PEP 440, as pip's `packaging` reads it. The rules are our own: `@renovatebot/pep440` keeps numbers as doubles (two
 * dates to the microsecond become one version) and takes a local segment such as `1e5` for a number. The tests hold this
 * file against pip's packaging, and against that library where the two agree.
 */

/** The parts of a version. Numbers are decimal texts without leading zeros, so that no size of them loses a digit. */
export interface ParsedVersion {
  epoch: string
  release: readonly string[]
  pre: { letter: 'a' | 'b' | 'rc'; number: string } | null
  post: string | null
  dev: string | null
  /** Lower case; numeric segments without leading zeros. */
  local: readonly string[] | null
}

/** PEP 440, appendix B; ASCII only. */
const grammar = new RegExp(
  [
    '^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)',
    '(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]+)?)?',
    '(?:-(?<postBare>[0-9]+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>[0-9]+)?)?',
    '(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>[0-9]+)?)?',
    '(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
  ].join(''),
  'i',
)

/** Reads a version; null when it is none. Case and surrounding white space do not count. */
export function parseVersion(text: string): ParsedVersion | null {
  const parts = grammar.exec(trimmed(text))?.groups
  if (parts?.release === undefined) return null
  return {
    epoch: digits(parts.epoch),
    release: parts.release.split('.').map(digits),
    pre:
      parts.pre === undefined ? null : { letter: preLetter(parts.pre.toLowerCase()), number: digits(parts.preNumber) },
    post: (parts.post ?? parts.postBare) ? digits(parts.postBare ?? parts.postNumber) : null,
    dev: parts.dev === undefined ? null : digits(parts.devNumber),
    local: parts.local?.toLowerCase().split(/[-_.]/).map(localSegment) ?? null,
  }
}

/**
 * The canonical form without trailing `.0`, so that `1.0` and `1.0.0` are one; null for texts that are no PEP 440 version
 * (PyPI has old ones, such as `2004d`).
 */
export function versionKey(text: string): string | null {
  const version = parseVersion(text)
  if (version === null) return null
  const { epoch, pre, post, dev, local } = version
  return [
    epoch === '0' ? '' : `${epoch}!`,
    significant(version.release).join('.') || '0',
    pre === null ? '' : pre.letter + pre.number,
    post === null ? '' : `.post${post}`,
    dev === null ? '' : `.dev${dev}`,
    local === null ? '' : `+${local.join('.')}`,
  ].join('')
}

/**
 * A text that sorts, byte by byte, as PEP 440 orders versions; equal for equal versions. Legacy texts come first, ordered
 * by their own bytes.
 */
export function versionSortKey(text: string): string {
  const version = parseVersion(text)
  return version === null ? `0${text}` : `1${sortKey(version)}`
}

/** Negative when `a` is the older one, 0 when PEP 440 holds them equal. Legacy texts come first. */
export function compareVersions(a: string, b: string): number {
  return Buffer.compare(Buffer.from(versionSortKey(a)), Buffer.from(versionSortKey(b)))
}

/** Whether it is a pre-release or a development release. Legacy texts are not. */
export function isPrerelease(text: string): boolean {
  const version = parseVersion(text)
  return version !== null && (version.pre !== null || version.dev !== null)
}

/** Whether it has a local part (`1.0+ubuntu.1`), which PyPI never serves. */
export function isLocalVersion(text: string): boolean {
  return (parseVersion(text)?.local ?? null) !== null
}

/** Negative, 0 or positive, as PEP 440 orders the two. */
export function compareParsed(a: ParsedVersion, b: ParsedVersion): number {
  const [keyOfA, keyOfB] = [sortKey(a), sortKey(b)]
  if (keyOfA === keyOfB) return 0
  return keyOfA < keyOfB ? -1 : 1
}

/** `!` is less than every letter and digit, so a shorter list comes before its continuations. */
const end = '!'

function sortKey({ epoch, release, pre, post, dev, local }: ParsedVersion): string {
  return [
    sortableNumber(epoch),
    ...significant(release).map(sortableNumber),
    end,
    sortablePre(pre, post === null && dev !== null),
    post === null ? '0' : `1${sortableNumber(post)}`,
    dev === null ? '1' : `0${sortableNumber(dev)}`,
    ...(local ?? []).map((segment) => (isNumber(segment) ? `2${sortableNumber(segment)}` : `1${segment}${end}`)),
  ].join('')
}

/** `1.0.dev0` comes before `1.0a0`, and both before `1.0`. */
function sortablePre(pre: ParsedVersion['pre'], onlyDev: boolean): string {
  if (pre !== null) return `1${pre.letter}${sortableNumber(pre.number)}`
  return onlyDev ? '0' : '2'
}

/** The number of digits goes first, as a letter, so that 9 comes before 10: `a` to `y` for 0–24, `z` for each 25 more. */
function sortableNumber(number: string): string {
  const length = number.length
  return 'z'.repeat(Math.floor(length / 25)) + String.fromCharCode(97 + (length % 25)) + number
}

function significant(release: readonly string[]): readonly string[] {
  return release.slice(0, release.findLastIndex((number) => number !== '0') + 1)
}

function digits(text: string | undefined): string {
  return (text ?? '0').replace(/^0+(?=[0-9])/, '')
}

function isNumber(segment: string): boolean {
  return /^[0-9]+$/.test(segment)
}

function localSegment(segment: string): string {
  return isNumber(segment) ? digits(segment) : segment
}

function preLetter(word: string): 'a' | 'b' | 'rc' {
  if (word === 'a' || word === 'alpha') return 'a'
  return word === 'b' || word === 'beta' ? 'b' : 'rc'
}

/** ASCII white space only: that is what stands around versions in the wild. */
function trimmed(text: string): string {
  return text.replace(/^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g, '')
}
