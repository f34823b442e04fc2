import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FarmError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { freePort, isFree } from './free-port.ts'
import { ensurePassword, findPlace, type Place, readOrNull } from './place.ts'
import { answers, ensureDatabase, type Postmaster, readPostmaster, serverUrl } from './postmaster.ts'
import { type Installation, prepareInstallation } from './prepare.ts'
import { startServer, stopServer } from './server.ts'

export interface EmbeddedPostgres {
  /** `postgres://wheelyard:PASSWORD@127.0.0.1:PORT/wheelyard`, of a superuser. */
  url: string
  /** False if the server ran already: an earlier farm on this folder was killed, or still runs. */
  started: boolean
  /** Stops a server that we started, at most within 30 s; one that ran already only if asked to. */
  stop(options?: { adopted?: boolean }): Promise<void>
}

export interface EmbeddedOptions {
  /** Wheelyard's data folder; the database is in its folder `postgres`. */
  dataDir: string
  log: Logger
  /** Told in plain lines what takes long or is unusual. */
  say?: (line: string) => void
  /** The one port that will do; without it the last start's, or else a free one. */
  port?: number
}

/** How long a start is tried again while a killed server lets go of its folder, or another took the port. */
const RETRY_MS = 6_000
/** How long a running server may take to start or stop before we give up waiting for it. */
const ADOPT_MS = 60_000

/**
 * Opens the PostgreSQL of a data folder: the one that runs, or else a new one, whose data and programs are made ready
 * first. Calls in several processes at once are not guarded: PostgreSQL's own lock lets one win.
 * @throws {FarmError} POSTGRES_UNAVAILABLE, with the last lines of its log and what to do
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir)
  const say = options.say ?? (() => {})
  const running = await findSettled(await findPlace(dataDir))
  if (running !== null) return adopt(await findPlace(dataDir), running, say)
  const installation = await prepareInstallation(dataDir, say)
  const { place } = installation
  const { child, port } = await startOnFreePort(installation, options.port)
  const password = await ensurePassword(place)
  await ensureDatabase(port, password)
  return { url: serverUrl(port, password), started: true, stop: stopper(child, place, options.log) }
}

/**
 * The address of the PostgreSQL that runs on a data folder, for a command in another shell.
 * @returns null if none runs, or if it is not ready
 * @throws {FarmError} POSTGRES_UNAVAILABLE if the folder belongs to another user
 */
export async function findRunningPostgres(dataDir: string): Promise<string | null> {
  const place = await findPlace(resolve(dataDir))
  const running = await readPostmaster(place)
  const password = await readOrNull(place.password)
  if (running === null || password === null) return null
  const isReady = canJoin(running) && (await answers(running.port, password.trim()))
  return isReady ? serverUrl(running.port, password.trim()) : null
}

/** Waits until the server on this place, if there is one, answers or is gone. */
async function findSettled(place: Place): Promise<Postmaster | null> {
  for (const deadline = Date.now() + ADOPT_MS; ; await sleep(100)) {
    const running = await readPostmaster(place)
    if (running === null) return null
    if (canJoin(running) && (await answers(running.port, await ensurePassword(place)))) return running
    if (Date.now() > deadline) {
      throw new FarmError(
        'POSTGRES_UNAVAILABLE',
        `PostgreSQL (process ${running.pid}) on ${place.folder} has neither answered nor ended for a minute. ` +
          `Its log is ${place.log}; to end it: kill -INT ${running.pid}`,
      )
    }
  }
}

function canJoin({ isReady, isOrphaned }: Postmaster): boolean {
  return isReady && !isOrphaned
}

async function adopt(place: Place, running: Postmaster, say: (line: string) => void): Promise<EmbeddedPostgres> {
  say(`PostgreSQL runs already on ${place.folder} (process ${running.pid}).`)
  const password = await ensurePassword(place)
  await ensureDatabase(running.port, password)
  return {
    url: serverUrl(running.port, password),
    started: false,
    stop: async ({ adopted = false } = {}) => {
      if (adopted) await stopServer(running.pid, async () => (await readPostmaster(place))?.pid !== running.pid)
    },
  }
}

async function startOnFreePort(
  installation: Installation,
  only: number | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  const { place } = installation
  let port = only ?? (await preferredPort(place))
  for (const deadline = Date.now() + RETRY_MS; ; await sleep(250)) {
    const result = await startServer(installation, port)
    if (result.kind === 'ready') {
      await writeFile(place.port, `${port}\n`)
      return { child: result.process, port }
    }
    const isTaken = /Address already in use/.test(result.output)
    const isHeld = /lock file|pre-existing shared memory/.test(result.output)
    if ((!isTaken && !isHeld) || Date.now() > deadline) throw cannotStart(place, result.output)
    if (isTaken) port = only ?? (await freePort())
  }
}

async function preferredPort(place: Place): Promise<number> {
  const last = Number(await readOrNull(place.port))
  return last > 0 && (await isFree(last)) ? last : freePort()
}

function stopper(child: ChildProcess, place: Place, log: Logger): EmbeddedPostgres['stop'] {
  let isStopping = false
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  child.once('exit', (code, signal) => {
    if (!isStopping) log.error({ code, signal, serverLog: place.log }, 'PostgreSQL ended by itself')
  })
  return async () => {
    isStopping = true
    if (child.pid !== undefined) await stopServer(child.pid, async () => hasEnded())
  }
}

function cannotStart(place: Place, output: string): FarmError {
  const lastLines = output.trim().split('\n').slice(-12).join('\n')
  return new FarmError(
    'POSTGRES_UNAVAILABLE',
    `PostgreSQL does not start on ${place.folder}:\n${lastLines}\nIts log is ${place.log}. ` +
      'Mend what it says, or choose another folder by --data, or set DATABASE_URL to a PostgreSQL of your own.',
  )
}
