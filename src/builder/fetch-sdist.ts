import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Agent, interceptors, request } from 'undici'
import type { JobSdist } from '../../schema/job.ts'
import type { FailureKind } from '../ladder/words.ts'
import { countingBackOff, pause } from '../patience.ts'

export type SdistFault = {
  kind: Extract<FailureKind, 'SDIST_UNAVAILABLE' | 'SDIST_MISMATCH' | 'NETWORK'>
  line: string
}

/** What is fetched when upstream does not say a size; PyPI's own bound on a file is 1 GiB at most. */
const largestBytes = 2 * 1024 ** 3
const tries = 3
const timeouts = { connectMs: 10_000, headersMs: 60_000, bodyMs: 60_000 } as const

/**
 * Streams the sdist to a file, and takes nothing but what the farm pinned: size and sha256 must be right. Network faults
 * are tried again twice.
 * @returns null when it is there, else what to report
 * @throws whatever the file system throws
 */
export async function fetchSdist(sdist: JobSdist, path: string, cancel: AbortSignal): Promise<SdistFault | null> {
  const wait = countingBackOff(500, 5_000)
  let fault: SdistFault | null = null
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    fault = await fetchOnce(sdist, path, cancel)
    if (fault?.kind !== 'NETWORK' || cancel.aborted) break
    if (attempt < tries) await pause(wait.next(), cancel)
  }
  return fault
}

async function fetchOnce(sdist: JobSdist, path: string, signal: AbortSignal): Promise<SdistFault | null> {
  const agent = new Agent({
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
  })
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 3 }))
  try {
    const answer = await request(sdist.url, { dispatcher, signal })
    if (answer.statusCode !== 200) return statusFault(answer.statusCode)
    return await save(answer.body, sdist, path)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && 'path' in error) throw error // our disk, not the network
    return { kind: 'NETWORK', line: `the sdist cannot be fetched: ${error instanceof Error ? error.message : error}` }
  } finally {
    await agent.destroy()
  }
}

/** The server knows the address and has nothing there, or it is in trouble. */
function statusFault(status: number): SdistFault {
  const passing = status >= 500 || status === 408 || status === 425 || status === 429
  return { kind: passing ? 'NETWORK' : 'SDIST_UNAVAILABLE', line: `the sdist's address answers with status ${status}` }
}

async function save(body: AsyncIterable<Buffer>, sdist: JobSdist, path: string): Promise<SdistFault | null> {
  const most = sdist.size ?? largestBytes
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'w', 0o600)
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > most) return { kind: 'SDIST_MISMATCH', line: `the sdist is larger than ${most} bytes` }
      hash.update(chunk)
      await file.write(chunk)
    }
  } finally {
    await file.close()
  }
  if (sdist.size !== null && size !== sdist.size) {
    return { kind: 'SDIST_MISMATCH', line: `the sdist has ${size} bytes, not ${sdist.size}` }
  }
  const sha256 = hash.digest('hex')
  return sha256 === sdist.sha256 ? null : { kind: 'SDIST_MISMATCH', line: `the sdist has sha256 ${sha256}` }
}
