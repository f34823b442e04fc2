import type { SessionAnswer } from '../../schema/farm-api.ts'
import { AccessError, InputError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { countingBackOff, pause } from '../patience.ts'
import { packageVersion } from '../version.ts'
import { enrol } from './enrol.ts'
import { type FarmClient, openFarmClient } from './farm-client.ts'
import type { FoundPython } from './find-pythons.ts'
import { type Identity, readIdentity } from './identity.ts'

export interface SessionOptions {
  /** The farm's base address. */
  serverUrl: string
  /** Identity, spool and work folders; one builder per folder. */
  dataDir: string
  name: string
  /** Used once, when there is no identity yet or the farm no longer knows it. */
  enrolToken?: string
  /** Paths of interpreters that a person named; a new identity keeps them for the runs to come. */
  namedPythons?: string[]
  log: Logger
}

/** A farm that knows this builder, and what it said. The caller closes `client`. */
export interface OpenedSession {
  identity: Identity
  client: FarmClient
  session: SessionAnswer
}

/**
 * Opens a session under the identity that is there, or a new one bought with the token. A farm that is away is waited for.
 * @returns null when the signal fired first
 * @throws {InputError} NOT_ENROLLED, IDENTITY_UNREADABLE
 * @throws {AccessError} ENROL_REFUSED, BUILDER_REFUSED
 */
export async function openSession(
  options: SessionOptions,
  pythons: readonly FoundPython[],
  signal: AbortSignal,
): Promise<OpenedSession | null> {
  const known = await readIdentity(options.dataDir)
  const identity = known ?? (await enrolAnew(options, pythons, signal))
  if (identity === null) return null
  const opened = await callSession(options, identity, pythons, signal)
  if (opened !== 'outcast') return opened
  if (known === null || options.enrolToken === undefined) {
    throw new AccessError('BUILDER_REFUSED', 'the farm does not know this builder, or no longer wants it')
  }
  const second = await enrolAnew(options, pythons, signal)
  const reopened = second === null ? null : await callSession(options, second, pythons, signal)
  if (reopened === 'outcast') throw new AccessError('BUILDER_REFUSED', 'the farm refuses the identity it just gave')
  return reopened
}

async function enrolAnew(
  { serverUrl, dataDir, enrolToken, name, namedPythons }: SessionOptions,
  pythons: readonly FoundPython[],
  signal: AbortSignal,
): Promise<Identity | null> {
  if (enrolToken === undefined) {
    throw new InputError('NOT_ENROLLED', 'this builder has no identity yet: give it an enrolment token')
  }
  const interpreters = pythons.map((python) => python.facts)
  return enrol({
    serverUrl,
    dataDir,
    token: enrolToken,
    name,
    interpreters,
    pythons: namedPythons ?? null,
    signal,
  })
}

async function callSession(
  { serverUrl, log }: SessionOptions,
  identity: Identity,
  pythons: readonly FoundPython[],
  signal: AbortSignal,
): Promise<OpenedSession | 'outcast' | null> {
  const client = openFarmClient(serverUrl, identity)
  const wait = countingBackOff(500, 30_000)
  const body = { interpreters: pythons.map((python) => python.facts), builderVersion: packageVersion }
  while (!signal.aborted) {
    const answer = await client.session(body)
    if (answer.kind === 'ok') return { identity, client, session: answer.value }
    if (answer.kind === 'no') {
      await client.close()
      // A person took its key back: no token that lies about shall bring it in again.
      const isOutcast = (answer.status === 401 || answer.status === 403) && answer.code !== 'BUILDER_REVOKED'
      if (isOutcast) return 'outcast'
      throw new AccessError('BUILDER_REFUSED', `the farm refuses this builder: ${answer.code}: ${answer.message}`)
    }
    log.warn({ why: answer.why }, 'the farm is not there yet')
    await pause(wait.next(answer.afterMs), signal)
  }
  await client.close()
  return null
}
