import { setMaxListeners } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { InputError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { whenAborted } from '../patience.ts'
import { packageVersion } from '../version.ts'
import { openDeliveries } from './deliveries.ts'
import type { FoundPython } from './find-pythons.ts'
import { startHeartbeat } from './heartbeat.ts'
import { type OpenedSession, openSession, type SessionOptions } from './open-session.ts'
import { probeInterpreter } from './probe-interpreter.ts'
import { resumeSpool } from './resume-spool.ts'
import { openSandbox } from './sandbox/open-sandbox.ts'
import { type SelfTested, selfTest } from './self-test.ts'
import { checkServerUrl } from './server-url.ts'
import { openSpool } from './spool.ts'
import { openJobs, type TargetName } from './take-jobs.ts'
import { workThrough } from './work-through.ts'

export interface RunBuilderOptions extends SessionOptions {
  /** Paths of the interpreters to build for; each becomes a target. */
  pythons: string[]
  /** Take jobs even if the sandbox does not hold. */
  unsafe: boolean
  /** Drain: finish the current build, deliver, end. */
  signal: AbortSignal
  /** End now: the build is killed, and what is undelivered stays in the spool. */
  killSignal: AbortSignal
}

/**
 * Runs a builder until it is told to stop, by a signal or by the farm.
 * @throws {InputError} SERVER_URL, NO_PYTHON, NOT_ENROLLED, IDENTITY_UNREADABLE
 * @throws {AccessError} ENROL_REFUSED, BUILDER_REFUSED when the farm wants nothing to do with this builder
 */
export async function runBuilder(options: RunBuilderOptions): Promise<void> {
  const { dataDir, log } = options
  checkServerUrl(options.serverUrl)
  const pythons = await usablePythons(options.pythons, log)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const stops = openStops(options)
  const found = await openSession(options, pythons, stops.drain.signal)
  if (found === null) return
  try {
    await runSession(options, pythons, found, stops)
  } finally {
    await found.client.close()
  }
}

/** The two stages of stopping, with the farm's own commands joined to the caller's signals. */
interface Stops {
  drain: AbortController
  kill: AbortController
}

function openStops({ signal, killSignal }: RunBuilderOptions): Stops {
  const [drain, kill] = [new AbortController(), new AbortController()]
  for (const controller of [drain, kill]) setMaxListeners(0, controller.signal)
  const follow = (from: AbortSignal, ...to: AbortController[]): void => {
    const act = (): void => {
      for (const controller of to) controller.abort()
    }
    if (from.aborted) act()
    from.addEventListener('abort', act, { once: true })
  }
  follow(signal, drain)
  follow(killSignal, drain, kill)
  return { drain, kill }
}

async function usablePythons(paths: readonly string[], log: Logger): Promise<FoundPython[]> {
  const usable: FoundPython[] = []
  for (const path of paths) {
    const probe = await probeInterpreter(path)
    if (probe.kind === 'supported') usable.push({ path: probe.executable, facts: probe.facts })
    else log.warn({ python: path, why: probe.reason }, 'nothing can be built with this interpreter')
  }
  if (usable.length === 0) throw new InputError('NO_PYTHON', 'none of the interpreters given can be built with')
  return usable
}

async function runSession(
  options: RunBuilderOptions,
  pythons: readonly FoundPython[],
  { identity, client, session }: OpenedSession,
  { drain, kill }: Stops,
): Promise<void> {
  const { dataDir, serverUrl } = options
  const log = options.log.child({ builder: identity.builder })
  const tested = await testSandbox(options, pythons, client.clockSkewMs(), log)
  const { result, sandbox } = tested
  log.info({ targets: session.targets.map(({ abi, platform }) => `${abi} ${platform}`) }, 'builder is at work')
  const spool = await openSpool(dataDir, log)
  const deliveries = openDeliveries(client, spool, log, drain.signal)
  const cancels = new Map<number, AbortController>()
  const jobs = openJobs(session.queue, session.targets, log)
  const orders = {
    serve: (targets: readonly TargetName[]) => jobs.serve(targets),
    cancel: (attempt: number) => cancels.get(attempt)?.abort(),
    drain: () => drain.abort(),
    exit: () => {
      log.error('the farm wants nothing more of this builder')
      drain.abort()
      kill.abort()
    },
  }
  const facts = { builderVersion: packageVersion, selfTest: result }
  const setup = { serverUrl, credentials: identity, beatEveryMs: session.beatEveryMs, dataDir, ...facts }
  const heartbeat = startHeartbeat(setup, orders, log)
  const { requirementsIndex } = session
  const place = { dataDir, spool, sandbox, requirementsIndex, builderVersion: packageVersion }
  try {
    await resumeSpool(dataDir, spool, deliveries, log)
    if (result.passed || result.unsafe) {
      await workThrough({
        client,
        jobs,
        place,
        selfTest: result,
        pythons,
        deliveries,
        heartbeat,
        cancels,
        log,
        drain,
        kill,
      })
    } else await whenAborted(drain.signal)
    await whenAborted(kill.signal, deliveries.settled())
  } finally {
    await jobs.close()
    await heartbeat.stop()
  }
}

/** @throws whatever the file system throws */
async function testSandbox(
  { dataDir, unsafe }: RunBuilderOptions,
  pythons: readonly FoundPython[],
  clockSkewMs: number | null,
  log: Logger,
): Promise<SelfTested> {
  const [first] = pythons
  if (first === undefined) throw new InputError('NO_PYTHON', 'none of the interpreters given can be built with')
  const tested = await selfTest({ sandbox: await openSandbox(), python: first.path, dataDir, clockSkewMs, unsafe })
  const { passed, faults, sandbox, memory } = tested.result
  if (passed) log.info({ sandbox, memory }, 'the sandbox holds')
  else if (unsafe) log.warn({ faults }, 'the sandbox does not hold; jobs are taken all the same, as --unsafe says')
  else log.error({ faults }, 'the sandbox does not hold: no jobs are taken. --unsafe takes them all the same')
  return tested
}
