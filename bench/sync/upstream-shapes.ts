import { createHash } from 'node:crypto'

/** A row of the journal: a source file was added. */
export interface Row {
  name: string
  serial: number
}

/** Rows that PyPI sends at once. */
const MOST_ROWS = 50_000

/** Releases, and wheels of each, that a name of the bench stands for: `r30-7` has 30 releases, `r2500w12-1` has 12 wheels each. */
export function sizeOf(name: string): { releases: number; wheels: number } {
  const [, releases, wheels] = /^r(\d+)(?:w(\d+))?-/.exec(name) ?? []
  return { releases: Number(releases ?? 1), wheels: Number(wheels ?? 1) }
}

export const listName = (place: number): string => `Some.Project-Name-${place}`

export function listJson(projects: number, serial: number): Buffer {
  const entries = Array.from(
    { length: projects },
    (_, place) => `{"_last-serial":${serial - (place % 19_000_000)},"name":"${listName(place)}"}`,
  )
  const meta = `{"_last-serial":${serial},"api-version":"1.4"}`
  return Buffer.from(`{"meta":${meta},"projects":[${entries.join(',')}]}\n`)
}

export function pageJson(name: string, serial: number): string {
  const { releases, wheels } = sizeOf(name)
  const stem = name.replaceAll('-', '_')
  const versions = Array.from({ length: releases }, (_, place) => `1.${place}`)
  const files = versions.flatMap((version) => [
    file(`${stem}-${version}.tar.gz`),
    ...Array.from({ length: wheels }, (_, place) => file(`${stem}-${version}-${tagsOf(place)}.whl`)),
  ])
  const meta = { '_last-serial': serial, 'api-version': '1.4' }
  return `${JSON.stringify({ files, meta, name, 'project-status': { status: 'active' }, versions })}\n`
}

function tagsOf(place: number): string {
  return `cp3${8 + (place % 6)}-cp3${8 + (place % 6)}-${place < 6 ? 'manylinux_2_17_x86_64' : 'win_amd64'}`
}

function file(filename: string) {
  const sha256 = createHash('sha256').update(filename).digest('hex')
  return {
    'core-metadata': false,
    filename,
    hashes: { sha256 },
    'requires-python': '>=3.8',
    size: 12_345,
    'upload-time': '2026-01-02T03:04:05.678901Z',
    url: `/packages/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256.slice(4)}/${filename}`,
    yanked: false,
  }
}

export function projectJson(name: string, serial: number): string {
  return JSON.stringify({ info: { name, summary: 'A project of the bench' }, last_serial: serial, releases: {} })
}

export function journalXml(call: string, journal: readonly Row[], lastSerial: number): string {
  if (call.includes('changelog_last_serial')) return response(`<value><int>${lastSerial}</int></value>`)
  const since = Number(/<(?:int|i4|i8)>(\d+)</.exec(call)?.[1] ?? 0)
  const first = journal.findIndex(({ serial }) => serial > since)
  const rows = first < 0 ? [] : journal.slice(first, first + MOST_ROWS)
  return response(`<value><array><data>${rows.map(rowXml).join('\n')}</data></array></value>`)
}

function rowXml({ name, serial }: Row): string {
  const action = `add source file ${name}-1.0.tar.gz`
  return `<value><array><data><value><string>${name}</string></value><value><string>1.0</string></value>
<value><int>1790000000</int></value><value><string>${action}</string></value><value><int>${serial}</int></value></data></array></value>`
}

function response(value: string): string {
  return `<?xml version='1.0'?>\n<methodResponse><params><param>${value}</param></params></methodResponse>`
}
