import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { BuildJob } from '../../schema/job.ts'
import { encodeReport } from '../../schema/report-codec.ts'
import { callEnrol, type FarmClient, openFarmClient } from '../../src/builder/farm-client.ts'
import type { FarmResult } from '../../src/builder/farm-result.ts'
import { makeReport } from '../../src/builder/make-report.ts'
import { startAttempt } from '../../src/builder/start-attempt.ts'
import { type Jobs, lookAgainMs, openJobs, type TakenJob } from '../../src/builder/take-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { pause } from '../../src/patience.ts'
import { makeWheel } from '../../test/support/make-wheel.ts'
import type { BuilderSetup, FromBuilder } from './builder-messages.ts'

/*
 * A builder that builds nothing: it takes jobs, starts, sends a wheel of some 2 kB and its report by the real builder's own code,
 * and ends when the bench lets go of it.
 */

/** Makes the wheel 2 kB long. */
const FILLING = 'x'.repeat(1_000)
const TELL_MS = 250

const answered: number[] = []
const heard: number[] = []
const faults: string[] = []
const stop = new AbortController()

const now = (): number => performance.timeOrigin + performance.now()

const tell = (message: FromBuilder): void => {
  if (process.connected) process.send?.(message)
}

async function main(setup: BuilderSetup): Promise<void> {
  const { serverUrl, token, name, facts } = setup
  const identity = mustBeOk(await callEnrol(serverUrl, { token, name, interpreters: [facts] }))
  const client = openFarmClient(serverUrl, identity)
  const session = mustBeOk(await client.session({ interpreters: [facts], builderVersion: 'bench' }))
  const jobs = openJobs(session.queue, session.targets, createLogger(name, 'silent'))
  const telling = setInterval(() => {
    tell({ kind: 'answered', at: answered.splice(0), anyAt: heard.splice(0), faults: faults.splice(0) })
  }, TELL_MS)
  tell({ kind: 'ready' })
  await Promise.all(Array.from({ length: setup.atOnce }, () => work(client, jobs)))
  clearInterval(telling)
  await jobs.close()
  await client.close()
}

function mustBeOk<T>(result: FarmResult<T>): T {
  if (result.kind !== 'ok') throw new Error(`the farm refused: ${JSON.stringify(result)}`)
  return result.value
}

async function work(client: FarmClient, jobs: Jobs): Promise<void> {
  while (!stop.signal.aborted) {
    const taken = await jobs.next()
    if (taken === null) {
      await pause(lookAgainMs, stop.signal)
      continue
    }
    const fault = await build(client, taken).catch((error: unknown) => String(error))
    if (fault === null) answered.push(now())
    else faults.push(fault)
    await taken.complete()
  }
}

/** @returns what did not go through; null when the farm took the report */
async function build(client: FarmClient, taken: TakenJob): Promise<string | null> {
  const job = BuildJob.parse(taken.data)
  const started = await startAttempt(client, job.order, stop.signal)
  heard.push(now())
  if (started.kind !== 'open') return started.kind
  const { filename, bytes } = await makeWheel({
    name: job.package,
    version: job.version,
    files: { 'filling.txt': FILLING },
  })
  const { attempt, token } = started.answer
  const wheel = { name: filename, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
  const sent = await client.sendWheel({ attempt, token }, { ...wheel, open: () => Readable.from([bytes]) })
  heard.push(now())
  if (sent.kind !== 'ok') return JSON.stringify(sent)
  const reported = await client.sendReport({ attempt, token }, reportOf(job, attempt, token, wheel))
  heard.push(now())
  return reported.kind === 'ok' && reported.value.state === 'BUILT' ? null : JSON.stringify(reported)
}

function reportOf(
  job: BuildJob,
  attempt: number,
  token: string,
  wheel: { name: string; sha256: string; size: number },
): Buffer {
  const record = {
    attempt,
    token,
    build: job.build,
    try: job.try,
    sdistSha256: job.sdist.sha256,
    startedAt: new Date().toISOString(),
    environment: { python: '3.11.2', pip: '23.0.1', builder: 'bench', system: 'Debian GNU/Linux 12 (bookworm)' },
    mark: 'none of its own processes',
  }
  const reported = {
    ...wheel,
    tags: ['py3-none-any'],
    requiresPython: null,
    requiresDist: [],
    libraries: [],
    systemPackages: [],
  }
  const outcome = { kind: 'built', wheels: [reported], peakMemoryBytes: null } as const
  return encodeReport(makeReport(record, { ...outcome, wheels: [reported] }, { durationMs: 1, logBytes: 0 }))
}

process.once('disconnect', () => {
  stop.abort()
  setTimeout(() => process.exit(0), 3_000).unref()
})
// A terminal's Ctrl-C reaches every process; the bench decides when its builders go.
process.on('SIGINT', () => {})
await main(JSON.parse(process.argv[2] ?? '') as BuilderSetup)
