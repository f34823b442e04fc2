import { hostname } from 'node:os'
import type { InterpreterFacts } from '../../schema/farm-api.ts'
import { AccessError } from '../errors.ts'
import { countingBackOff, pause } from '../patience.ts'
import { callEnrol } from './farm-client.ts'
import { type Identity, writeIdentity } from './identity.ts'

export interface EnrolOptions {
  serverUrl: string
  dataDir: string
  /** A single-use token. */
  token: string
  name: string
  interpreters: InterpreterFacts[]
  /** Paths that a person named, to be kept for the runs to come; null: whatever is found each time. */
  pythons: string[] | null
  /** Ends the waiting for a farm that does not answer. */
  signal: AbortSignal
}

/**
 * Buys an identity with a token, and keeps it. A farm that is away is waited for.
 * @returns null when the signal fired first
 * @throws {AccessError} ENROL_REFUSED when the farm says no
 */
export async function enrol(options: EnrolOptions): Promise<Identity | null> {
  const { serverUrl, dataDir, token, interpreters, signal } = options
  const wait = countingBackOff(1_000, 30_000)
  while (!signal.aborted) {
    const answer = await callEnrol(serverUrl, { token, name: builderName(options.name), interpreters })
    if (answer.kind === 'ok') {
      const identity = { ...answer.value, server: serverUrl, pythons: options.pythons }
      await writeIdentity(dataDir, identity)
      return identity
    }
    if (answer.kind === 'no') {
      throw new AccessError('ENROL_REFUSED', `the farm refuses this builder: ${answer.code}: ${answer.message}`)
    }
    await pause(wait.next(answer.afterMs), signal)
  }
  return null
}

/** Printable ASCII of at most 100 characters, as the farm takes names. */
function builderName(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '?').slice(0, 100)
  return plain === '' ? hostname() : plain
}
