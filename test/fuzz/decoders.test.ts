import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeReport, encodeReport } from '../../schema/report-codec.ts'
import { InputError } from '../../src/errors.ts'
import { plainLine } from '../../src/plain-text.ts'
import { readWheel } from '../../src/wheel/read-wheel.ts'
import { sampleReport } from '../schema/sample-report.ts'
import { makeWheel } from '../wheel/make-wheel.ts'

/* Random and mutated input: a clear refusal or a good value, never another error, and never a crash. */

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-fuzz-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Good bytes with some of them changed, taken out, doubled or cut off. */
const mutated = (good: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({ at: fc.nat(good.length - 1), what: fc.constantFrom('set', 'drop', 'twice', 'cut'), to: fc.nat(255) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((changes) =>
      changes.reduce((bytes, { at, what, to }) => {
        const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)]
        if (what === 'set') return Buffer.concat([before, Buffer.from([to]), after])
        if (what === 'drop') return Buffer.concat([before, after])
        return what === 'twice' ? Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)]) : before
      }, good),
    )

const noise = fc.integer({ min: 0, max: 2_000 }).map((length) => randomBytes(length))

describe('the decoder of reports', () => {
  const decodes = (bytes: Buffer): void => {
    try {
      decodeReport(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({ code: 'REPORT_INVALID' })
    }
  }
  test('noise', () => fc.assert(fc.property(noise, decodes), { numRuns: 3_000 }))
  test('mutated reports', () =>
    fc.assert(fc.property(mutated(encodeReport(sampleReport())), decodes), { numRuns: 3_000 }))
  test('nesting, and lengths that promise more than there is', () => {
    for (const byte of [0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f]) decodes(Buffer.alloc(100_000, byte))
    for (const head of ['5bffffffffffffffff', '9bffffffffffffffff', 'bbffffffffffffffff', '7b7fffffffffffffff']) {
      decodes(Buffer.from(head, 'hex'))
    }
  })
})

describe('the reader of wheels', () => {
  const reads = async (bytes: Buffer): Promise<void> => {
    const path = join(folder, 'fuzzed')
    await writeFile(path, bytes)
    try {
      await readWheel(path, 'demo_pkg-1.0-py3-none-any.whl')
    } catch (error) {
      expect(error).toMatchObject({ code: 'WHEEL_INVALID' })
    }
  }
  test('noise', () => fc.assert(fc.asyncProperty(noise, reads), { numRuns: 300 }))
  test('mutated wheels', () => fc.assert(fc.asyncProperty(mutated(makeWheel()), reads), { numRuns: 1_000 }))
})

test('a line of any log is shown without controls, escapes or direction marks, and within its bound', () => {
  const shown = (text: string): void => {
    const line = plainLine(text, 500)
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(500)
    expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), shown), { numRuns: 2_000 })
  fc.assert(
    fc.property(noise, (bytes) => shown(bytes.toString('latin1'))),
    { numRuns: 1_000 },
  )
})
