import { Encoder } from 'cbor-x'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanCbor } from '../../schema/cbor-scan.ts'
import { type Report, reportBounds } from '../../schema/report.ts'
import { decodeReport, encodeReport } from '../../schema/report-codec.ts'
import { InputError } from '../../src/errors.ts'
import { failureKinds, missingKinds } from '../../src/ladder/words.ts'
import { sampleReport } from './sample-report.ts'

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const text = (maxBytes: number) =>
  fc.string({ unit: 'binary', maxLength: Math.floor(maxBytes / 4) }).map((s) => s.replaceAll('\0', ''))
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/)
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())

const wheel = fc.record({
  name: fc.stringMatching(/^[a-z_]{1,50}$/),
  size: count,
  sha256,
  tags: fc.array(text(200), { minLength: 1, maxLength: 5 }),
  requiresPython: fc.option(text(1_000)),
  requiresDist: fc.array(text(2_000), { maxLength: 5 }),
  libraries: fc.array(text(255), { maxLength: 5 }),
  systemPackages: fc.array(
    fc.record({
      soname: fc.stringMatching(/^[!-~]{1,255}$/),
      name: fc.stringMatching(/^[a-z0-9](?:[a-z0-9+]|[.-][a-z0-9]){1,49}$/),
      base: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
})
const failure = fc.record({
  kind: fc.constantFrom(...failureKinds),
  line: text(500),
  missing: fc.option(fc.record({ what: fc.constantFrom(...missingKinds), name: fc.stringMatching(/^[ -~]{1,200}$/) })),
  exitCode: fc.option(fc.integer({ min: -255, max: 255 })),
})
type Ending = Pick<Report, 'outcome' | 'failure' | 'wheels'>
const noWheels = fc.constant<Ending['wheels']>([])
const ending = fc.oneof<fc.Arbitrary<Ending>[]>(
  fc.record({
    outcome: fc.constant('BUILT' as const),
    failure: fc.constant(null),
    wheels: fc.array(wheel, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ outcome: fc.constant('FAILED' as const), failure, wheels: noWheels }),
  fc.record({ outcome: fc.constant('CANCELLED' as const), failure: fc.constant(null), wheels: noWheels }),
)
const report = fc
  .record({
    v: fc.constant(1 as const),
    attempt: id,
    build: id,
    try: id,
    startedAt: time,
    finishedAt: time,
    durationMs: count,
    peakMemoryBytes: fc.option(count),
    sdistSha256: sha256,
    log: fc.record({ bytes: count }),
    environment: fc.record({ python: text(100), pip: text(100), builder: text(100), system: text(200) }),
  })
  .chain((base) => ending.map((end): Report => ({ ...base, ...end })))

describe('report codec', () => {
  it('gives back every report as it was', () => {
    fc.assert(
      fc.property(report, (one) => {
        expect(decodeReport(encodeReport(one))).toEqual(one)
      }),
    )
  })

  it('writes plain CBOR: definite maps, 64-bit integers, no tags', () => {
    const bytes = encodeReport(sampleReport({ peakMemoryBytes: 2 ** 32 }))
    expect(bytes[0]).toBe(0xae) // a map of 14
    expect(bytes.includes(Buffer.from('1b0000000100000000', 'hex'))).toBe(true)
    expect(scanCbor(bytes, reportBounds)).toBeNull()
  })

  it('never lets random bytes crash it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decodeReport(Buffer.from(bytes))).toThrow(InputError)
      }),
    )
  })

  it('refuses a report with one byte changed, or reads another report', () => {
    const good = encodeReport(sampleReport())
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (index, byte) => {
        const bytes = Buffer.from(good)
        bytes[index] = byte
        expect(outcomeOf(bytes)).not.toBe('crash')
      }),
      { numRuns: 2_000 },
    )
  })
})

function outcomeOf(bytes: Buffer): 'read' | 'refused' | 'crash' {
  try {
    decodeReport(bytes)
    return 'read'
  } catch (error) {
    return error instanceof InputError && error.code === 'REPORT_INVALID' && error.at !== undefined
      ? 'refused'
      : 'crash'
  }
}

const hostile: [name: string, hex: string, at: string, message: RegExp][] = [
  ['nothing', '', 'report', /byte 0: the message ends too early/],
  ['a lone byte', 'a1', 'report', /ends too early/],
  ['bytes behind the message', 'a000', 'report', /behind the message/],
  ['an indefinite map', 'bfff', 'report', /indefinite/],
  ['an indefinite list', 'a161779fff', 'w', /byte 3: indefinite/],
  ['indefinite text', 'a161767f6161ff', 'v', /indefinite/],
  ['a tag', 'a16176c001', 'v', /tags/],
  ['the private record tag of cbor-x', 'd9dfff8301818001', 'report', /tags/],
  ['a big number', 'a16176c249010000000000000000', 'v', /tags/],
  ['a half float', 'a16176f93c00', 'v', /float/],
  ['a double', 'a16176fb3ff0000000000000', 'v', /float/],
  ['undefined', 'a16176f7', 'v', /simple value/],
  ['a simple value of two bytes', 'a16176f8ff', 'v', /simple value/],
  ['a byte string', 'a161764100', 'v', /byte strings/],
  ['a reserved length', 'a161761c', 'v', /reserved/],
  ['the same key twice', 'a2617601617601', 'v', /byte 4: the key is there twice/],
  ['a number as key', 'a10101', 'report', /a key that is not text/],
  ['a key that is no name', 'a1612001', 'report', /not a name/],
  ['a key too long', `a17865${'61'.repeat(101)}01`, 'report', /longer than 100 bytes/],
  ['text that is not UTF-8', 'a1617662c328', 'v', /UTF-8/],
  ['a surrogate in text', 'a1617663eda080', 'v', /UTF-8/],
  ['text past the end', 'a161767a7fffffff', 'v', /ends too early/],
  ['a list of four thousand million', 'a161769affffffff', 'v', /ends too early/],
  ['a map of 2^53 entries', 'bb0020000000000000', 'report', /past 2\^53/],
  ['an integer past 2^53 - 1', 'a161761b0020000000000000', 'v', /past 2\^53/],
  ['a negative integer past 2^53 - 1', 'a161763b0020000000000000', 'v', /past 2\^53/],
  ['nine levels', `${'81'.repeat(9)}00`, '[0][0][0][0][0][0][0][0]', /deeper than 8/],
  ['a hundred thousand levels', '81'.repeat(100_000), '[0][0][0][0][0][0][0][0]', /deeper than 8/],
  ['too many values', `9a00030d40${'00'.repeat(200_000)}`, '[99999]', /more than 100000 values/],
]

describe('hostile bytes', () => {
  it.each(hostile)('%s is refused with its place', (_, hex, at, message) => {
    const bytes = Buffer.from(hex, 'hex')
    expect(() => decodeReport(bytes)).toThrow(expect.objectContaining({ code: 'REPORT_INVALID', at }))
    expect(() => decodeReport(bytes)).toThrow(message)
  })

  it('more than 4 MiB is refused unread', () => {
    expect(() => decodeReport(Buffer.alloc(reportBounds.bytes + 1))).toThrow(/longer than/)
  })
})

const lenient = new Encoder({ useRecords: false, variableMapSize: true })
const wrong: [name: string, change: (report: Record<string, unknown>) => void, at: string][] = [
  ...['a;rm', 'sudo-', 'a.+', 'a b', '-y', '$x'].map((name): (typeof wrong)[number] => [
    `a package's name ${name}, which means something else to a shell or to apt`,
    (r) => Object.assign((r.wheels as object[])[0] ?? {}, { systemPackages: [{ soname: 'a', name, base: false }] }),
    'wheels[0].systemPackages[0].name',
  ]),
  ['a negative size', (r) => Object.assign((r.wheels as object[])[0] ?? {}, { size: -1 }), 'wheels[0].size'],
  ['a field that is not ours', (r) => Object.assign(r, { extra: 1 }), 'report'],
  ['a missing field', (r) => delete r.log, 'log'],
  [
    'a kind that is not ours',
    (r) => Object.assign(r, { outcome: 'FAILED', wheels: [], failure: { kind: 'X', line: '', exitCode: 1 } }),
    'failure.kind',
  ],
  [
    'a failure of what was built',
    (r) => Object.assign(r, { failure: { kind: 'UNKNOWN', line: '', exitCode: 1 } }),
    'failure',
  ],
  ['a built report without wheels', (r) => Object.assign(r, { wheels: [] }), 'wheels'],
  ['a NUL', (r) => Object.assign(r.environment as object, { system: 'a\0b' }), 'environment.system'],
  [
    'text with too many bytes',
    (r) => Object.assign(r.environment as object, { system: 'é'.repeat(101) }),
    'environment.system',
  ],
  ['a local time', (r) => Object.assign(r, { startedAt: '2026-01-02T03:04:05+01:00' }), 'startedAt'],
  ['another version', (r) => Object.assign(r, { v: 2 }), 'v'],
]

describe('a report that breaks the schema', () => {
  it.each(wrong)('%s is refused with its place, by both sides', (_, change, at) => {
    const changed: Record<string, unknown> = structuredClone(sampleReport({ peakMemoryBytes: 1_000 }))
    change(changed)
    const fault = expect.objectContaining({ code: 'REPORT_INVALID', at })
    expect(() => decodeReport(lenient.encode(changed))).toThrow(fault)
    expect(() => encodeReport(changed as Report)).toThrow(fault) // what a faulty builder would pass
  })
})

it('reads what builders sent that know nothing of missing things and system packages', () => {
  const { wheels, ...rest } = sampleReport()
  const old = { ...rest, peakMemoryBytes: 1_000, wheels: wheels.map(({ systemPackages: _, ...wheel }) => wheel) }
  expect(decodeReport(lenient.encode(old)).wheels[0]?.systemPackages).toEqual([])

  const failed = { ...old, outcome: 'FAILED', wheels: [], failure: { kind: 'RUST', line: 'x', exitCode: 1 } }
  expect(decodeReport(lenient.encode(failed)).failure).toEqual({ ...failed.failure, missing: null })
})
