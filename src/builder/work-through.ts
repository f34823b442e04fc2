import { statfs } from 'node:fs/promises'
import type { SelfTest } from '../../schema/farm-api.ts'
import { BuildJob } from '../../schema/job.ts'
import type { FailureKind } from '../ladder/words.ts'
import type { Logger } from '../logger.ts'
import { pause } from '../patience.ts'
import { type BuildPlace, buildJob, openAttempt } from './build-job.ts'
import type { Deliveries } from './deliveries.ts'
import type { FarmClient } from './farm-client.ts'
import type { FoundPython } from './find-pythons.ts'
import type { Heartbeat } from './heartbeat.ts'
import { shipLog } from './log-shipper.ts'
import { machineLoad } from './machine-load.ts'
import { watchOwnOutage } from './own-outage.ts'
import { logPath, type SpoolEntry } from './spool.ts'
import { type Started, startAttempt } from './start-attempt.ts'
import { type Jobs, lookAgainMs, type TakenJob } from './take-jobs.ts'

export interface WorkOptions {
  client: FarmClient
  jobs: Jobs
  place: Omit<BuildPlace, 'python'>
  /** What this builder says of itself with each beat. */
  selfTest: SelfTest
  pythons: readonly FoundPython[]
  deliveries: Deliveries
  heartbeat: Heartbeat
  /** The controllers by which attempts in hand are cancelled. */
  cancels: Map<number, AbortController>
  log: Logger
  /** No more jobs are taken. */
  drain: AbortController
  /** The build in hand ends at once. */
  kill: AbortController
}

/** After a fault of this machine. */
const restMs = 30_000
/** An sdist, its build and its wheels need more than this, as a rule. */
const leastFreeBytes = 256 * 1024 ** 2
/** A farm that takes no reports gets no more builds either. */
const mostUndelivered = 4

/** Takes one job after another, and builds it, until `drain` fires. */
export async function workThrough(options: WorkOptions): Promise<void> {
  const { jobs, deliveries, drain } = options
  const outage = watchOwnOutage()
  while (!drain.signal.aborted) {
    await deliveries.room(mostUndelivered, drain.signal)
    if (drain.signal.aborted) return
    if (!(await hasRoom(options))) {
      await pause(restMs, drain.signal)
      continue
    }
    const taken = await jobs.next()
    if (taken === null) await pause(lookAgainMs, drain.signal)
    else if (drain.signal.aborted) await taken.giveBack()
    else await rest(outage.restAfter(await workOrRest(taken, options)), options)
  }
}

async function rest(ms: number, { log, drain }: WorkOptions): Promise<void> {
  if (ms === 0) return
  log.warn({ ms: Math.round(ms) }, 'the build failed for this machine, which takes no jobs for a while')
  await pause(ms, drain.signal)
}

async function workOrRest(taken: TakenJob, options: WorkOptions): Promise<FailureKind | null> {
  try {
    return await workOn(taken, options)
  } catch (err) {
    await failedHere(err, taken, options)
    return null
  }
}

/** A build that starts on a full disk is lost for nothing: another builder may have it. */
async function hasRoom({ place, log }: WorkOptions): Promise<boolean> {
  const { bavail, bsize } = await statfs(place.dataDir)
  const isRoomy = bavail * bsize >= leastFreeBytes
  if (!isRoomy) log.error({ dataDir: place.dataDir, freeBytes: bavail * bsize }, 'the disk is full: no jobs are taken')
  return isRoomy
}

/** Something is wrong with this machine, such as a full disk: another builder may have the job, and this one rests. */
async function failedHere(err: unknown, taken: TakenJob, { log, drain }: WorkOptions): Promise<void> {
  log.error({ job: taken.id, err }, 'this builder cannot work on the job')
  await taken.giveBack()
  await pause(restMs, drain.signal)
}

/** @returns how the build failed; null when it did not, or there was none */
async function workOn(taken: TakenJob, options: WorkOptions): Promise<FailureKind | null> {
  const parsed = BuildJob.safeParse(taken.data)
  const python = options.pythons.find(
    ({ facts }) => facts.abi === taken.target.abi && facts.platform === taken.target.platform,
  )
  if (!parsed.success || python === undefined) {
    const at = parsed.error?.issues[0]?.path.join('.') ?? 'target'
    options.log.error({ job: taken.id, at }, 'a job that cannot be read is dropped')
    await taken.complete()
    return null
  }
  const job = parsed.data
  const log = options.log.child({ build: job.build, package: job.package, version: job.version })
  const started = await startAttempt(options.client, job.order, options.drain.signal)
  if (started.kind !== 'open') {
    await notStarted(started, taken, options, log)
    return null
  }
  const place: BuildPlace = { ...options.place, python }
  const entry = await openAttempt(place, job, started.answer)
  return await buildAndSend(taken, job, entry, place, options, log.child({ attempt: entry.record.attempt }))
}

async function notStarted(
  started: Exclude<Started, { kind: 'open' }>,
  taken: TakenJob,
  options: WorkOptions,
  log: Logger,
): Promise<void> {
  if (started.kind === 'stopped') return taken.giveBack()
  if (started.kind === 'later') {
    log.info({ why: started.why, ms: started.afterMs }, 'the farm gives out no such work for now')
    options.jobs.rest(taken.target, started.afterMs)
    return taken.giveBack()
  }
  return turnedAway(taken, started, options, log)
}

/** A refusal can mean a forged order, or that the farm wants no more of this builder: a beat's answer tells which. */
async function turnedAway(
  taken: TakenJob,
  { kind, why }: { kind: 'drop' | 'outcast'; why: string },
  { client, place, selfTest, drain, kill }: WorkOptions,
  log: Logger,
): Promise<void> {
  log.info({ why }, 'the farm does not want this job built')
  if (kind === 'outcast') {
    const facts = { clockSkewMs: client.clockSkewMs(), builderVersion: place.builderVersion, selfTest }
    const beat = await client.beat({ attempts: [], ...facts, ...(await machineLoad(place.dataDir)) })
    if (beat.kind === 'no') {
      drain.abort()
      kill.abort()
      return taken.giveBack()
    }
  }
  await taken.complete()
}

async function buildAndSend(
  taken: TakenJob,
  job: BuildJob,
  entry: SpoolEntry,
  place: BuildPlace,
  { client, deliveries, heartbeat, cancels, kill }: WorkOptions,
  log: Logger,
): Promise<FailureKind | null> {
  const { attempt } = entry.record
  const cancel = new AbortController()
  const over = new AbortController()
  cancels.set(attempt, cancel)
  heartbeat.opened(attempt)
  log.info({ sdist: job.sdist.filename }, 'build starts')
  const shipping = shipLog(client, entry.record, logPath(entry), over.signal)
  let delivers = false
  try {
    const report = await buildJob(place, job, entry, { cancel: cancel.signal, abort: kill.signal })
    if (report === null) return null
    log.info({ outcome: report.outcome, kind: report.failure?.kind, ms: report.durationMs }, 'build ended')
    over.abort()
    await shipping
    delivers = true
    deliveries.add(entry, async () => {
      heartbeat.closed(attempt)
      await taken.complete()
    })
    return report.failure?.kind ?? null
  } finally {
    over.abort()
    cancels.delete(attempt)
    // Whatever was not handed on must fall silent, or the farm would wait for it as long as this builder lives.
    if (!delivers) heartbeat.closed(attempt)
  }
}
