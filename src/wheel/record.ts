import { wheelFault } from './wheel-fault.ts'

/** Hashes that the wheel specification allows; md5 and sha1 are not among them. */
const algorithms = ['sha256', 'sha384', 'sha512'] as const

/** What RECORD says of one file. */
export interface RecordRow {
  algorithm: (typeof algorithms)[number]
  /** URL-safe base64 without padding. */
  digest: string
  /** Bytes; null when RECORD is silent. */
  size: number | null
}

/**
 * Reads RECORD (CSV: path, hash, size; one row per file). A row without a hash gives null: allowed for RECORD itself and
 * its signatures only, which the caller checks.
 * @param at RECORD's own path, for the place of a fault
 * @throws {InputError} WHEEL_INVALID with the line
 */
export function parseRecord(text: string, at: string): Map<string, RecordRow | null> {
  const rows = new Map<string, RecordRow | null>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue
    const place = `${at}:${index + 1}`
    const fields = csvFields(line)
    const [path, hash, size] = fields ?? []
    if (path === undefined || hash === undefined || size === undefined || fields?.length !== 3) {
      throw wheelFault(place, 'not a row of path, hash and size')
    }
    if (rows.has(path)) throw wheelFault(place, 'the file is listed twice')
    rows.set(path, hash === '' ? null : recordRow(hash, size, place))
  }
  return rows
}

function recordRow(hash: string, size: string, place: string): RecordRow {
  const [name, digest] = [hash.slice(0, hash.indexOf('=')), hash.slice(hash.indexOf('=') + 1)]
  const algorithm = algorithms.find((known) => known === name)
  if (algorithm === undefined) throw wheelFault(place, 'the hash is none of sha256, sha384 and sha512')
  if (!/^\d{0,15}$/.test(size)) throw wheelFault(place, 'the size is not a number')
  return { algorithm, digest: digest.replace(/=+$/, ''), size: size === '' ? null : Number(size) }
}

/** The fields of one CSV line with `"` as quote; null when a quote is not closed. */
function csvFields(line: string): string[] | null {
  const fields: string[] = []
  const pattern = /(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)/y
  while (pattern.lastIndex <= line.length) {
    const match = pattern.exec(line)
    if (match === null) return null
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '') return fields
  }
  return null
}
