import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AttemptId } from '../../schema/ids.ts'
import type { Artifacts } from '../../src/artifacts/artifacts.ts'
import { openArtifacts } from '../../src/artifacts/disk.ts'
import type { LogBounds } from '../../src/artifacts/disk-logs.ts'

// Ids come from the database; here any number will do.
const attempt = 12_345 as AttemptId
const small: LogBounds = { head: 40, tail: 32, step: 8 }

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wheelyard-logs-'))
})
afterEach(async () => rm(dir, { recursive: true }))

/** What is kept of a log. */
interface KeptLog {
  head: Buffer
  gapBytes: number
  tail: Buffer
  totalBytes: number
}

/** What must be kept of a log, told in the plainest way. */
function model(log: Buffer, bounds: LogBounds): KeptLog {
  const rest = log.subarray(bounds.head)
  const tail = rest.subarray(Math.max(0, rest.length - bounds.tail))
  return { head: log.subarray(0, bounds.head), gapBytes: rest.length - tail.length, tail, totalBytes: log.length }
}

/** All that is kept, read `step` bytes at a time. */
async function keptOf(artifacts: Artifacts, id: AttemptId, step = 29): Promise<KeptLog> {
  const { gap, totalBytes } = await artifacts.readLog(id, 0, 0)
  const parts: { offset: number; bytes: Buffer }[] = []
  for (let at = 0; at < totalBytes; ) {
    const { offset, bytes } = await artifacts.readLog(id, at, step)
    expect(bytes.length).toBeGreaterThan(0)
    expect(bytes.length).toBeLessThanOrEqual(step)
    parts.push({ offset, bytes })
    at = offset + bytes.length
  }
  const split = gap?.end ?? 0
  const joined = (some: typeof parts) => Buffer.concat(some.map(({ bytes }) => bytes))
  const whole = joined(parts)
  if (gap === null) {
    const bound = Math.min(small.head, whole.length)
    return { head: whole.subarray(0, bound), gapBytes: 0, tail: whole.subarray(bound), totalBytes }
  }
  const isTail = ({ offset }: { offset: number }) => offset >= split
  const [head, tail] = [joined(parts.filter((part) => !isTail(part))), joined(parts.filter(isTail))]
  return { head, gapBytes: gap.end - gap.start, tail, totalBytes }
}

const bytesOf = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, n) => n % 251))

describe('appendLog', () => {
  test('keeps the first and last part, whatever chunks the log comes in and however they overlap', async () => {
    const chunk = fc.record({ back: fc.nat(50), length: fc.nat(60), reopen: fc.boolean() })
    let next = 1
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), async (chunks) => {
        const id = next++ as AttemptId
        const whole = bytesOf(2_000)
        let artifacts = await openArtifacts(dir, small)
        let end = 0
        for (const { back, length, reopen } of chunks) {
          if (reopen) artifacts = await openArtifacts(dir, small)
          const offset = Math.max(0, end - back)
          end = Math.max(end, offset + length)
          expect(await artifacts.appendLog(id, offset, whole.subarray(offset, offset + length))).toBe(end)
          expect(await keptOf(artifacts, id)).toEqual(model(whole.subarray(0, end), small))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('refuses a chunk that would leave a hole, and says where the log ends', async () => {
    const artifacts = await openArtifacts(dir, small)
    await artifacts.appendLog(attempt, 0, bytesOf(100))

    const hole = artifacts.appendLog(attempt, 101, bytesOf(1))
    await expect(hole).rejects.toMatchObject({ name: 'ConflictError', code: 'LOG_OFFSET' })
    await expect(hole).rejects.toThrow('100')
    expect(await keptOf(artifacts, attempt)).toEqual(model(bytesOf(100), small))
  })

  test('makes one log of chunks that come at the same time, through one process or two', async () => {
    const stores = [await openArtifacts(dir, small), await openArtifacts(dir, small)]
    const whole = bytesOf(300)
    for (let end = 20; end <= whole.length; end += 20) {
      await Promise.all([0, 1, 0, 1].map((n) => stores[n]?.appendLog(attempt, end - 20, whole.subarray(end - 20, end))))
    }
    expect(await keptOf(await openArtifacts(dir, small), attempt)).toEqual(model(whole, small))
  })

  test('a process that dies between the bytes and their count loses nothing of what was kept', async () => {
    const artifacts = await openArtifacts(dir, small)
    const whole = bytesOf(200)
    await artifacts.appendLog(attempt, 0, whole.subarray(0, 150))
    const before = await keptOf(artifacts, attempt)
    // What a dying process leaves: a step's bytes are in the ring, the count is the old one.
    const ring = await open(join(dir, 'logs', '12', `${attempt}.tail`), 'r+')
    await ring.write(whole, 150, small.step, 8 + ((150 - small.head) % (small.tail + small.step)))
    await ring.close()

    expect(await keptOf(artifacts, attempt)).toEqual(before)
    expect(await artifacts.appendLog(attempt, 150, whole.subarray(150))).toBe(200)
    expect(await keptOf(artifacts, attempt)).toEqual(model(whole, small))
  })

  test('keeps 8 MiB at each end unless told otherwise', async () => {
    const artifacts = await openArtifacts(dir)
    const mib = 1_048_576
    for (let n = 0; n < 18; n++) await artifacts.appendLog(attempt, n * mib, Buffer.alloc(mib, n))

    const log = await keptOf(artifacts, attempt, mib)
    expect(log.totalBytes).toBe(18 * mib)
    expect(log.gapBytes).toBe(2 * mib)
    expect([log.head.length, log.head[0], log.head.at(-1)]).toEqual([8 * mib, 0, 7])
    expect([log.tail.length, log.tail[0], log.tail.at(-1)]).toEqual([8 * mib, 10, 17])
  })
})

test('an attempt without a log has an empty one', async () => {
  const artifacts = await openArtifacts(dir, small)
  expect(await keptOf(artifacts, attempt)).toEqual(model(Buffer.alloc(0), small))
})
