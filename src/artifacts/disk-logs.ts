import { constants } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AttemptId } from '../../schema/ids.ts'
import { ConflictError, errorCode } from '../errors.ts'
import type { Artifacts, LogPart } from './artifacts.ts'
import { asDiskFault } from './disk-fault.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { readUpTo, writeAll } from './positioned-io.ts'
import { ringSpans } from './ring.ts'

const MIB = 1_048_576

/** How much of a log is kept, in bytes. `step` is the most that is written at once, and the ring's reserve. */
export interface LogBounds {
  head: number
  tail: number
  step: number
}

const bounds: LogBounds = { head: 8 * MIB, tail: 8 * MIB, step: MIB }

/** The tail file begins with the number of bytes ever taken past the head: 8 bytes, big-endian. */
const COUNT_BYTES = 8

type LogStore = Pick<Artifacts, 'appendLog' | 'readLog'>

/**
 * Logs as two files per attempt: `<id>.head`, whose size says how far it goes, and `<id>.tail`, a ring that holds the
 * newest bytes past the head. The ring has room for one step more than is kept, and its count is written after the bytes:
 * so whatever is half done when a process dies, the bytes that the count speaks of are all there, and the builder sends
 * the rest again. Two processes that append the same chunk write the same bytes to the same places.
 */
export function openLogs(dir: string, kept: LogBounds = bounds): LogStore {
  const exclusively = oneAtATime<AttemptId>()
  const fileOf = (attempt: AttemptId, part: 'head' | 'tail'): string =>
    join(dir, 'logs', String(Math.floor(attempt / 1_000)), `${attempt}.${part}`)
  return {
    appendLog: (attempt, offset, chunk) =>
      exclusively(attempt, () =>
        withLog(fileOf(attempt, 'head'), fileOf(attempt, 'tail'), (log) => append(log, kept, offset, chunk)),
      ),
    readLog: (attempt, offset, maxBytes) =>
      exclusively(attempt, () =>
        withFile(fileOf(attempt, 'head'), (head) =>
          withFile(fileOf(attempt, 'tail'), (tail) => read({ head, tail }, kept, offset, maxBytes)),
        ),
      ),
  }
}

interface OpenLog {
  head: FileHandle
  tail: FileHandle
}

async function withLog<T>(headFile: string, tailFile: string, work: (log: OpenLog) => Promise<T>): Promise<T> {
  const flags = constants.O_RDWR | constants.O_CREAT
  try {
    await mkdir(dirname(headFile), { recursive: true })
    const head = await open(headFile, flags, 0o644)
    try {
      const tail = await open(tailFile, flags, 0o644)
      try {
        return await work({ head, tail })
      } finally {
        await tail.close()
      }
    } finally {
      await head.close()
    }
  } catch (error) {
    throw asDiskFault(error)
  }
}

async function append(log: OpenLog, kept: LogBounds, offset: number, chunk: Buffer): Promise<number> {
  const headSize = (await log.head.stat()).size
  const end = headSize < kept.head ? headSize : kept.head + (await readCount(log.tail))
  if (offset > end) {
    throw new ConflictError('LOG_OFFSET', `the log ends at ${end}; a chunk at ${offset} would leave a hole`, {
      at: 'offset',
    })
  }
  const fresh = chunk.subarray(Math.min(chunk.length, end - offset))
  const toHead = fresh.subarray(0, Math.max(0, kept.head - end))
  await appendToHead(log.head, kept, end, toHead)
  const toTail = fresh.subarray(toHead.length)
  const taken = Math.max(0, end - kept.head)
  for (let done = 0; done < toTail.length; done += kept.step) {
    await appendToTail(log.tail, kept, taken + done, toTail.subarray(done, done + kept.step))
  }
  return end + fresh.length
}

async function appendToHead(head: FileHandle, kept: LogBounds, end: number, bytes: Buffer): Promise<void> {
  if (bytes.length === 0) return
  await writeAll(head, bytes, end)
  // From here on its size is what makes the tail's count valid.
  if (end + bytes.length === kept.head) await head.datasync()
}

async function appendToTail(tail: FileHandle, kept: LogBounds, taken: number, bytes: Buffer): Promise<void> {
  for (const span of ringSpans(taken, bytes.length, kept.tail + kept.step)) {
    await writeAll(tail, bytes.subarray(span.from, span.to), COUNT_BYTES + span.at)
  }
  await tail.datasync()
  const count = Buffer.alloc(COUNT_BYTES)
  count.writeBigUInt64BE(BigInt(taken + bytes.length))
  await writeAll(tail, count, 0)
}

async function readCount(tail: FileHandle): Promise<number> {
  const count = await readUpTo(tail, COUNT_BYTES, 0)
  return count.length < COUNT_BYTES ? 0 : Number(count.readBigUInt64BE())
}

/** A log's files as far as they are there. */
interface FoundLog {
  head: FileHandle | null
  tail: FileHandle | null
}

async function read(log: FoundLog, kept: LogBounds, offset: number, maxBytes: number): Promise<LogPart> {
  const headSize = log.head === null ? 0 : (await log.head.stat()).size
  const taken = log.tail === null || headSize < kept.head ? 0 : await readCount(log.tail)
  const totalBytes = headSize + taken
  const gap = taken > kept.tail ? { start: kept.head, end: totalBytes - kept.tail } : null
  const from = gap !== null && offset >= gap.start ? Math.max(offset, gap.end) : offset
  const to = Math.min(from + maxBytes, gap !== null && from < gap.start ? gap.start : totalBytes)
  const inHead = log.head === null ? 0 : Math.max(0, Math.min(to, headSize) - from)
  const inTail = Math.max(0, to - from - inHead)
  const parts = [
    log.head === null ? Buffer.alloc(0) : await readUpTo(log.head, inHead, from),
    ...(log.tail === null ? [] : await readRing(log.tail, kept, to - inTail - kept.head, inTail)),
  ]
  // Another process may have gone on writing: then the oldest of these bytes were no longer those that the count spoke of.
  const isStale = inTail > 0 && log.tail !== null && to - inTail < kept.head + (await readCount(log.tail)) - kept.tail
  if (isStale) return read(log, kept, offset, maxBytes)
  return { offset: from, bytes: Buffer.concat(parts), gap, totalBytes }
}

function readRing(tail: FileHandle, kept: LogBounds, position: number, length: number): Promise<Buffer[]> {
  const spans = ringSpans(position, length, kept.tail + kept.step)
  return Promise.all(spans.map(({ at, from, to }) => readUpTo(tail, to - from, COUNT_BYTES + at)))
}

/** Gives `work` a file to read, or null when there is none. */
async function withFile<T>(file: string, work: (handle: FileHandle | null) => Promise<T>): Promise<T> {
  const handle = await open(file, 'r').catch((error) => (errorCode(error) === 'ENOENT' ? null : Promise.reject(error)))
  try {
    return await work(handle)
  } finally {
    await handle?.close()
  }
}
