import { randomBytes } from 'node:crypto'
import type { StartAnswer } from '../../schema/farm-api.ts'
import { countingBackOff, pause } from '../patience.ts'
import type { FarmClient } from './farm-client.ts'

export type Started =
  | { kind: 'open'; answer: StartAnswer }
  /** Taken by another, no longer wanted, or no work of this farm: nothing is left to do with the job. */
  | { kind: 'drop'; why: string }
  /** The farm knows this builder no more. */
  | { kind: 'outcast'; why: string }
  /** The farm gives out no such work for a while: the target rests, or this builder is paused. */
  | { kind: 'later'; why: string; afterMs: number }
  /** The farm did not answer before the signal fired. */
  | { kind: 'stopped' }

/**
 * Opens an attempt at the farm. While it does not answer, the same call is made again under the same key, which makes repeating
 * it harmless. Once it says when to come back, nothing was opened, and the job should not wait here for that.
 * @param signal ends the waiting
 */
export async function startAttempt(client: FarmClient, order: string, signal: AbortSignal): Promise<Started> {
  const startKey = randomBytes(24).toString('base64url')
  const wait = countingBackOff(1_000, 60_000)
  while (!signal.aborted) {
    const answer = await client.start({ order, startKey })
    if (answer.kind === 'ok') return { kind: 'open', answer: answer.value }
    if (answer.kind === 'no') {
      const why = `${answer.status} ${answer.code}: ${answer.message}`
      return { kind: answer.status === 401 || answer.status === 403 ? 'outcast' : 'drop', why }
    }
    if (answer.afterMs !== null) return { kind: 'later', why: answer.why, afterMs: answer.afterMs }
    await pause(wait.next(null), signal)
  }
  return { kind: 'stopped' }
}
