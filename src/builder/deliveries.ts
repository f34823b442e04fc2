import type { Logger } from '../logger.ts'
import { whenAborted } from '../patience.ts'
import { type Delivery, deliver } from './deliver.ts'
import type { FarmClient } from './farm-client.ts'
import type { Spool, SpoolEntry } from './spool.ts'

/** Everything that is on its way to the farm: each attempt by itself, so that one that is stuck holds up no other. */
export interface Deliveries {
  /** Sends an entry in the background; `then` runs once the farm has said yes or a final no. Never throws. */
  add(entry: SpoolEntry, then: () => Promise<void>): void
  /** Resolves when fewer than `most` entries are on their way. */
  room(most: number, signal: AbortSignal): Promise<void>
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>
}

/**
 * @param lastTry after it, a farm that does not answer is given up, and what is undelivered stays in the spool
 * @param firstWaitMs between two tries at first
 */
export function openDeliveries(
  client: FarmClient,
  spool: Spool,
  log: Logger,
  lastTry: AbortSignal,
  firstWaitMs?: number,
): Deliveries {
  const running = new Set<Promise<void>>()
  const options = firstWaitMs === undefined ? {} : { firstWaitMs }
  const send = async (entry: SpoolEntry, then: () => Promise<void>): Promise<void> => {
    const fields = { attempt: entry.record.attempt, build: entry.record.build }
    try {
      const delivery = await deliver({ client, entry, lastTry, ...options })
      await conclude(delivery, entry, spool, log.child(fields))
      if (delivery.kind !== 'stopped') await then()
    } catch (err) {
      log.error({ ...fields, err }, 'the spool cannot be read or written; the next start tries again')
    }
  }
  return {
    add: (entry, then) => {
      const sending = send(entry, then).finally(() => running.delete(sending))
      running.add(sending)
    },
    room: async (most, signal) => {
      while (running.size >= most && !signal.aborted) await whenAborted(signal, Promise.race(running))
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

async function conclude(delivery: Delivery, entry: SpoolEntry, spool: Spool, log: Logger): Promise<void> {
  if (delivery.kind === 'delivered') {
    await spool.remove(entry)
    log.info('report delivered')
  } else if (delivery.kind === 'refused') {
    await spool.refuse(entry, delivery.reason)
    log.error({ why: delivery.reason }, 'the farm refused the report for good; it is kept in refused/')
  } else {
    log.warn({ why: delivery.why }, 'report not delivered; it stays in the spool')
  }
}
