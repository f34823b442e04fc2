import { Encoder } from 'cbor-x'
import { InputError } from '../src/errors.ts'
import { scanCbor } from './cbor-scan.ts'
import { Report, reportBounds } from './report.ts'

/**
 * Settings without which cbor-x writes or reads what schema/report.cddl forbids: private record tags, 16-bit map heads,
 * tag 64 around bytes, BigInt for byte counts past 2^32.
 */
const settings = {
  useRecords: false,
  variableMapSize: true,
  tagUint8Array: false,
  mapsAsObjects: true,
  int64AsNumber: true, // known to the decoder, not to its types
}
const codec = new Encoder(settings)

/**
 * A report as the bytes that schema/report.cddl describes.
 * @throws {InputError} REPORT_INVALID with the field, before anything wrong goes out
 */
export function encodeReport(report: Report): Buffer {
  return codec.encode(wideIntegers(parseReport(report)))
}

/**
 * Reads a report that a builder sent: bounded and checked before it is decoded, since cbor-x itself lets duplicate keys,
 * indefinite lengths and any depth pass.
 * @throws {InputError} REPORT_INVALID with the place: `wheels[0].size`, or `report` for the whole
 */
export function decodeReport(bytes: Buffer): Report {
  if (bytes.length > reportBounds.bytes) throw reportFault('report', `longer than ${reportBounds.bytes} bytes`)
  const fault = scanCbor(bytes, reportBounds)
  if (fault !== null) throw reportFault(fault.at === '' ? 'report' : fault.at, `byte ${fault.byte}: ${fault.message}`)
  return parseReport(codec.decode(bytes))
}

function parseReport(value: unknown): Report {
  const parsed = Report.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw reportFault(placeOf(issue?.path ?? []), issue?.message ?? 'not a report')
}

function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return text === '' ? 'report' : text.replace(/^\./, '')
}

function reportFault(at: string, message: string): InputError {
  return new InputError('REPORT_INVALID', message, { at })
}

/** cbor-x writes integers from 2^32 on as floats, which the scan refuses; a bigint goes out as the integer it is. */
function wideIntegers(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0xffffffff ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(wideIntegers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wideIntegers(inner)]))
}
