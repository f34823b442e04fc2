import { z } from 'zod'
import { ProjectName } from '../ladder/names.ts'
import { cleanText, hasControls } from '../plain-text.ts'
import type { UpstreamEvent } from '../store/upstream-events.ts'
import type { Fault } from '../store/upstream-faults.ts'
import type { XmlRpcValue } from './xml-rpc.ts'

/** Longest text of a row that is kept, in bytes. */
const MAX_TEXT = 1_000

const Text = z.string().nullable()
const Serial = z.int().min(1)
/** Name, version, Unix time in seconds, action, serial; PyPI may leave the texts out, and may say more some day. */
const Row = z.tuple([Text, Text, z.int().min(0).max(253_402_300_799), Text, Serial], z.unknown())

/** A page of the changelog as the farm takes it. */
export interface ChangelogPage {
  events: readonly UpstreamEvent[]
  /** Projects that malformed rows name: they are fetched to be safe. */
  suspects: readonly { name: string; serial: number }[]
  /** Serial of the last row whose serial could be read; null for an empty page. */
  lastSerial: number | null
  /** Whether serials rise from row to row, all of them above the one that was asked for. */
  ordered: boolean
  faults: readonly Fault[]
}

/**
 * Reads the rows of a changelog page. A row that cannot be taken is told in `faults`, and the rest goes on.
 * @param newest upstream's newest serial, where it is known: a row beyond it is not taken
 */
export function readChangelog(
  rows: readonly XmlRpcValue[],
  since: number,
  newest = Number.MAX_SAFE_INTEGER,
): ChangelogPage {
  const events: UpstreamEvent[] = []
  const suspects: { name: string; serial: number }[] = []
  const faults: Fault[] = []
  let lastSerial = since
  let ordered = true
  for (const [at, row] of rows.entries()) {
    const told = serialOf(row)
    const serial = told !== null && told > newest ? null : told
    if (serial !== null) {
      ordered &&= serial > lastSerial
      lastSerial = serial
    }
    const place = serial === null ? `changelog after ${lastSerial}, row ${at}` : `changelog ${serial}`
    if (told !== serial) {
      faults.push({
        code: 'CHANGELOG_ROW',
        place,
        detail: `its serial, ${told}, is beyond upstream's newest, ${newest}`,
      })
    }
    const event = told === serial ? readRow(row, place, faults) : null
    if (event !== null) events.push(event)
    else suspects.push(...suspectOf(row, serial))
  }
  return { events, suspects, lastSerial: lastSerial === since ? null : lastSerial, ordered, faults }
}

function readRow(row: XmlRpcValue, place: string, faults: Fault[]): UpstreamEvent | null {
  const parsed = Row.safeParse(row)
  if (!parsed.success) {
    faults.push({ code: 'CHANGELOG_ROW', place, detail: z.prettifyError(parsed.error).slice(0, 500) })
    return null
  }
  const [name, version, seconds, action, serial] = parsed.data
  return {
    serial,
    name: name === null ? null : cleanText(name, MAX_TEXT),
    packageName: readName(name, place, faults),
    version: version === null || hasControls(version) ? null : cleanText(version, MAX_TEXT),
    action: cleanText(action ?? '', MAX_TEXT),
    happenedAt: new Date(seconds * 1_000),
  }
}

/** Rows about users (`user:bob`) and old ones with no name at all are no faults, and name no project. */
function readName(name: string | null, place: string, faults: Fault[]): ProjectName | null {
  if (name === null || name === '' || name.startsWith('user:')) return null
  const parsed = ProjectName.safeParse(name)
  if (parsed.success) return parsed.data
  faults.push({ code: 'CHANGELOG_NAME', place, detail: `no project name: ${cleanText(name, 200)}` })
  return null
}

function serialOf(row: XmlRpcValue): number | null {
  const parsed = Serial.safeParse(Array.isArray(row) ? row[4] : null)
  return parsed.success ? parsed.data : null
}

function suspectOf(row: XmlRpcValue, serial: number | null): { name: string; serial: number }[] {
  const name = ProjectName.safeParse(Array.isArray(row) ? row[0] : null)
  return name.success ? [{ name: name.data, serial: serial ?? 0 }] : []
}
