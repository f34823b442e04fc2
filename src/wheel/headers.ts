import { wheelFault } from './wheel-fault.ts'

/** Fields by lower-case name, in the order in which they stand in the file. */
export type Headers = ReadonlyMap<string, readonly string[]>

/**
 * Reads the header fields of METADATA and WHEEL (e-mail style; folded lines are joined by one space; the body is left).
 * Python's own parser stops at the first line that is no field, and so do we.
 * @param at the file's path, for the place of a fault
 * @throws {InputError} WHEEL_INVALID with the field, when a value holds a NUL
 */
export function parseHeaders(bytes: Buffer, at: string): Headers {
  const headers = new Map<string, string[]>()
  let last: string[] | null = null
  for (const line of headerPart(bytes).split(/\r\n|\r|\n/)) {
    if (/^[ \t]/.test(line)) {
      last?.push(`${last.pop() ?? ''} ${line.trim()}`)
      continue
    }
    const match = /^([!-9;-~]+):([\s\S]*)$/.exec(line)
    if (match === null) break
    const [name, value] = [(match[1] ?? '').toLowerCase(), (match[2] ?? '').trim()]
    if (value.includes('\0')) throw wheelFault(`${at} ${match[1]}`, 'the value holds a NUL')
    last = headers.get(name) ?? []
    last.push(value)
    headers.set(name, last)
  }
  return headers
}

function headerPart(bytes: Buffer): string {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const end = /\r?\n\r?\n/.exec(text)
  return end === null ? text : text.slice(0, end.index)
}

/** A field that must not be there twice; null when it is not there. @throws {InputError} WHEEL_INVALID */
export function singleHeader(headers: Headers, name: string, at: string): string | null {
  const values = headers.get(name.toLowerCase()) ?? []
  if (values.length > 1) throw wheelFault(`${at} ${name}`, 'the field is there twice')
  return values[0] ?? null
}

/** A field that must be there exactly once. @throws {InputError} WHEEL_INVALID */
export function requiredHeader(headers: Headers, name: string, at: string): string {
  const value = singleHeader(headers, name, at)
  if (value === null || value === '') throw wheelFault(`${at} ${name}`, 'the field is missing')
  return value
}
