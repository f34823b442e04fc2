import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BuildJob, JobLimits } from '../../schema/job.ts'
import type { Report } from '../../schema/report.ts'
import { type BuildPlace, buildJob, openAttempt } from '../../src/builder/build-job.ts'
import type { FoundPython } from '../../src/builder/find-pythons.ts'
import { openSandbox, type Sandbox } from '../../src/builder/sandbox/open-sandbox.ts'
import { logPath, openSpool, type SpoolEntry } from '../../src/builder/spool.ts'
import { createLogger } from '../../src/logger.ts'
import { FarmServer } from './farm-server.ts'
import { makeJob, makeSdist, type SdistParts } from './make-sdist.ts'

export interface Built {
  report: Report | null
  entry: SpoolEntry
  log: string
  job: BuildJob
}

export interface BuildGiven {
  python?: FoundPython
  limits?: Partial<JobLimits>
  change?: (job: BuildJob) => void
  cancel?: AbortSignal
  abort?: AbortSignal
}

/** A builder's own part alone: one sdist after the other is built in this process, as a running builder would. */
export interface BuildBench {
  farm: FarmServer
  dataDir: string
  sandbox: Sandbox
  build(parts: SdistParts, given?: BuildGiven): Promise<Built>
  close(): Promise<void>
}

const never = new AbortController().signal

export async function openBuildBench(usual: FoundPython): Promise<BuildBench> {
  const farm = await new FarmServer().listen()
  const dataDir = await mkdtemp(join(tmpdir(), 'wheelyard-build-'))
  const sandbox = await openSandbox()
  const spool = await openSpool(dataDir, createLogger('test', 'silent'))
  let attempts = 0
  return {
    ...{ farm, dataDir, sandbox },
    build: async (parts, given = {}) => {
      const requirementsIndex = `${farm.url}/simple/`
      const python = given.python ?? usual
      const place: BuildPlace = { dataDir, spool, python, requirementsIndex, sandbox, builderVersion: '0' }
      const sdist = makeSdist(parts)
      const job = makeJob(sdist, farm.serve(sdist.filename, sdist.bytes), given.limits ? { limits: given.limits } : {})
      given.change?.(job)
      attempts += 1
      const entry = await openAttempt(place, job, { attempt: attempts, token: 't' })
      const signals = { cancel: given.cancel ?? never, abort: given.abort ?? never }
      const report = await buildJob(place, job, entry, signals)
      const log = await readFile(logPath(entry), 'utf8').catch(() => '')
      return { report, entry, log, job }
    },
    close: async () => {
      await farm.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
