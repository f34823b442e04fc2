import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertNever } from '../errors.ts'
import { countingBackOff, pause } from '../patience.ts'
import type { FarmClient } from './farm-client.ts'
import type { FarmResult } from './farm-result.ts'
import { logPath, reportPath, type SpoolEntry, wheelsFolder } from './spool.ts'

/** `stopped`: the signal fired before the farm had said yes or no; the entry stays in the spool. */
export type Delivery = { kind: 'delivered' } | { kind: 'refused'; reason: string } | { kind: 'stopped'; why: string }

export interface DeliverOptions {
  client: FarmClient
  entry: SpoolEntry
  /** After it, a farm that does not answer is no longer waited for. */
  lastTry: AbortSignal
  /** First wait between tries, in milliseconds; they double up to a minute. */
  firstWaitMs?: number
}

const chunkBytes = 256 * 1024
const longestWaitMs = 60_000
/** A farm that hiccups while the builder stops should not cost a report until its next start. */
const triesAtTheEnd = 3

/**
 * Sends log, wheels and report, in this order and each until the farm answers for good. The answer to the report decides: a
 * farm that refuses the log or a wheel may still want to hear how the attempt ended.
 * @throws whatever the file system throws
 */
export async function deliver(options: DeliverOptions): Promise<Delivery> {
  const logged = await deliverLog(options)
  if (logged.kind === 'later') return { kind: 'stopped', why: logged.why }
  const wheels = await deliverWheels(options)
  if (wheels.kind === 'later') return { kind: 'stopped', why: wheels.why }
  const report = await readFile(reportPath(options.entry))
  const answer = await untilAnswered(options, () => options.client.sendReport(options.entry.record, report))
  switch (answer.kind) {
    case 'ok':
      return { kind: 'delivered' }
    case 'no':
      return { kind: 'refused', reason: `${answer.status} ${answer.code}: ${answer.message}` }
    case 'later':
      return { kind: 'stopped', why: answer.why }
    default:
      return assertNever(answer)
  }
}

type Done = FarmResult<null>
const done: Done = { kind: 'ok', value: null }

/** Goes on where the farm's copy ends: an empty chunk asks for that. */
async function deliverLog(options: DeliverOptions): Promise<Done> {
  const { client, entry } = options
  const size = (await stat(logPath(entry)).catch(() => null))?.size ?? 0
  if (size === 0) return done
  let answer = await untilAnswered(options, () => client.sendLog(entry.record, 0, Buffer.alloc(0)))
  while (answer.kind === 'ok' && answer.value.offset < size) {
    const { offset } = answer.value
    const chunk = await readChunk(logPath(entry), offset, chunkBytes)
    answer = await untilAnswered(options, () => client.sendLog(entry.record, offset, chunk))
    // A farm that takes nothing of a chunk wants no more of this log.
    if (answer.kind === 'ok' && answer.value.offset <= offset) return done
  }
  return answer.kind === 'ok' ? done : answer
}

async function deliverWheels(options: DeliverOptions): Promise<Done> {
  const { client, entry } = options
  for (const name of (await readdir(wheelsFolder(entry))).sort()) {
    const path = join(wheelsFolder(entry), name)
    const { size } = await stat(path)
    const wheel = { name, size, sha256: await sha256Of(path), open: () => createReadStream(path) }
    const answer = await untilAnswered(options, () => client.sendWheel(entry.record, wheel))
    if (answer.kind !== 'ok') return answer
  }
  return done
}

/** Tries again for ever, until the answer is final; once the signal has fired, only a few times more. */
async function untilAnswered<T>(
  { lastTry, firstWaitMs = 1_000 }: DeliverOptions,
  call: () => Promise<FarmResult<T>>,
): Promise<FarmResult<T>> {
  const wait = countingBackOff(firstWaitMs, longestWaitMs)
  for (let left = triesAtTheEnd; ; ) {
    const answer = await call()
    if (answer.kind !== 'later' || left === 0) return answer
    if (!lastTry.aborted) await pause(wait.next(answer.afterMs), lastTry)
    else if (left < triesAtTheEnd) await sleep(firstWaitMs)
    if (lastTry.aborted) left -= 1
  }
}

/** Up to `length` bytes from `offset` on. */
export async function readChunk(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
