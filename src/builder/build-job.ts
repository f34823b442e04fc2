import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { InterpreterFacts, StartAnswer } from '../../schema/farm-api.ts'
import type { BuildJob } from '../../schema/job.ts'
import { type Report, reportBounds } from '../../schema/report.ts'
import { errorCode, FarmError } from '../errors.ts'
import { plainLine } from '../plain-text.ts'
import type { BuildSteps } from './build-steps.ts'
import { classifyFailure } from './classify-failure.ts'
import { collectWheels } from './collect-wheels.ts'
import { freeDisk } from './disk-use.ts'
import { fetchSdist } from './fetch-sdist.ts'
import type { Missing } from './find-missing.ts'
import { makeReport, type Outcome } from './make-report.ts'
import { readLogEnds } from './read-log.ts'
import { runBuild } from './run-build.ts'
import type { CommandResult } from './run-command.ts'
import type { Sandbox } from './sandbox/open-sandbox.ts'
import { type AttemptRecord, logPath, openLog, type Spool, type SpoolEntry, wheelsFolder } from './spool.ts'
import { emptyWheels } from './spool-wheels.ts'
import { makeWorkFolder, removeFolder, type WorkFolder } from './work-folder.ts'

export interface BuildPlace {
  dataDir: string
  spool: Spool
  python: { path: string; facts: InterpreterFacts }
  requirementsIndex: string
  sandbox: Sandbox
  builderVersion: string
}

export interface BuildSignals {
  /** Nobody waits for this attempt any more: it ends as CANCELLED. */
  cancel: AbortSignal
  /** The builder must stop at once: the attempt stays in the spool without a report. */
  abort: AbortSignal
}

/** An attempt that Start has opened, kept from here on. */
export async function openAttempt(place: BuildPlace, job: BuildJob, answer: StartAnswer): Promise<SpoolEntry> {
  const { facts } = place.python
  const record: AttemptRecord = {
    attempt: answer.attempt,
    token: answer.token,
    build: job.build,
    try: job.try,
    sdistSha256: job.sdist.sha256,
    startedAt: new Date().toISOString(),
    environment: {
      python: facts.pythonVersion,
      pip: facts.pipVersion,
      builder: place.builderVersion,
      system: facts.system,
    },
    mark: randomUUID(),
  }
  return place.spool.begin(record)
}

/**
 * Builds one job and leaves its report, log and wheels in the spool. Whatever goes wrong is a report: a build that fails is
 * a value, not an error.
 * @returns the report, or null when `abort` fired: the entry then waits for the next start
 * @throws {InputError} REPORT_INVALID for a report that our own schema refuses
 */
export async function buildJob(
  place: BuildPlace,
  job: BuildJob,
  entry: SpoolEntry,
  signals: BuildSignals,
): Promise<Report | null> {
  const started = performance.now()
  const outcome = await outcomeOf(place, job, entry, signals)
  if (signals.abort.aborted) return null
  if (outcome.kind !== 'built') await emptyWheels(entry)
  const logBytes = (await stat(logPath(entry)).catch(() => null))?.size ?? 0
  const report = makeReport(entry.record, outcome, { durationMs: performance.now() - started, logBytes })
  await place.spool.finish(entry, report)
  return report
}

async function outcomeOf(place: BuildPlace, job: BuildJob, entry: SpoolEntry, signals: BuildSignals): Promise<Outcome> {
  let work: WorkFolder | null = null
  try {
    work = await makeWorkFolder(place.dataDir, entry.record.attempt)
    return await buildIn(work, place, job, entry, signals)
  } catch (error) {
    return ownFault(error)
  } finally {
    if (work !== null) await removeFolder(work.root).catch(() => {}) // the next start clears what is left
  }
}

async function buildIn(
  work: WorkFolder,
  place: BuildPlace,
  job: BuildJob,
  entry: SpoolEntry,
  signals: BuildSignals,
): Promise<Outcome> {
  const stop = AbortSignal.any([signals.cancel, signals.abort])
  const log = await openLog(entry)
  try {
    const sdist = join(work.source, job.sdist.filename)
    const fault = await fetchSdist(job.sdist, sdist, stop)
    if (stop.aborted) return { kind: 'cancelled', peakMemoryBytes: null }
    if (fault !== null) {
      await log.appendFile(`${fault.line}\n`)
      return failed(fault.kind, fault.line)
    }
    const { path: python } = place.python
    const steps = {
      ...{ python, work, log, cancel: stop, limits: job.limits, sdistName: job.sdist.filename },
      requirementsIndex: place.requirementsIndex,
      sandbox: place.sandbox,
      files: await place.sandbox.filesFor(python),
      deadline: performance.now() + job.limits.wallMs,
      mark: entry.record.mark,
    }
    return await outcomeOfSteps(steps, job, entry)
  } finally {
    await log.sync()
    await log.close()
  }
}

async function outcomeOfSteps(steps: BuildSteps, job: BuildJob, entry: SpoolEntry): Promise<Outcome> {
  const freeBytes = await freeDisk(steps.work.root)
  const end = await runBuild(steps)
  if (end.kind === 'refused') {
    const { line, requirement } = end.fault
    await steps.log.appendFile(`${line}\n`)
    const missing = requirement === '' ? null : ({ what: 'REQUIREMENT', name: requirement } as const)
    return failed('BUILD_REQUIREMENT', line, undefined, missing)
  }
  const { run } = end
  if (end.kind === 'away') return failed('NETWORK', end.line, run)
  const { stoppedBy, exitCode, peakMemoryBytes } = run
  if (stoppedBy !== null) await steps.log.appendFile(`\n--- stopped by the builder: ${stoppedBy} ---\n`)
  if (stoppedBy === 'CANCELLED') return { kind: 'cancelled', peakMemoryBytes }
  if (stoppedBy !== null) return failed(stoppedBy, `stopped after ${run.durationMs} ms`, run)
  if (exitCode !== 0) {
    const { kind, line, missing } = classifyFailure({
      exitCode,
      log: await readLogEnds(logPath(entry), end.logFrom),
      network: end.network,
      diskMayFill: freeBytes < job.limits.diskBytes,
      memoryPerProcess: steps.sandbox.cgroups === null && job.limits.memoryBytes !== null,
    })
    // Where we keep our files is nobody's business.
    return failed(kind, line.replaceAll(steps.work.root, ''), run, missing)
  }
  const collected = await collectWheels(steps.work.out, wheelsFolder(entry), job.limits.outputBytes)
  if (collected.kind === 'fault') return failed(collected.failure, collected.line, run)
  return { kind: 'built', wheels: collected.wheels, peakMemoryBytes }
}

function failed(
  failure: Extract<Outcome, { kind: 'failed' }>['failure']['kind'],
  line: string,
  run: Pick<CommandResult, 'exitCode' | 'peakMemoryBytes'> = { exitCode: null, peakMemoryBytes: null },
  missing: Missing | null = null,
): Outcome {
  const { exitCode, peakMemoryBytes } = run
  return {
    kind: 'failed',
    failure: { kind: failure, line: plainLine(line, reportBounds.lineBytes), exitCode, missing },
    peakMemoryBytes,
  }
}

/** What failed was this machine, not the package. The message may hold paths of ours, so only its code is told. */
function ownFault(error: unknown): Outcome {
  const code = errorCode(error) ?? 'unknown'
  if (error instanceof FarmError) return failed('SANDBOX', error.message)
  return failed(code === 'ENOSPC' || code === 'EDQUOT' ? 'DISK_FULL' : 'SANDBOX', `the builder failed: ${code}`)
}
