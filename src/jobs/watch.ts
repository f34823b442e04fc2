import { findIncidents } from '../ladder/incidents.ts'
import { pause } from '../patience.ts'
import { endIncidents, listOpenIncidents, noteIncidents } from '../store/incidents.ts'
import { readVitals } from '../store/vitals.ts'
import type { Farm } from './farm.ts'

const LOOK_MS = 30_000

/** Looks now and then whether the farm as a whole is well, until the signal. Whoever serves people runs it. Errors are logged. */
export async function keepWatch(farm: Farm, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await lookForIncidents(farm)
    } catch (error) {
      farm.log.warn({ err: error }, 'the farm could not look at itself')
    }
    await pause(LOOK_MS, signal)
  }
}

/** Opens an incident for what is wrong now, and ends those that are over. Several processes may do so at once. */
export async function lookForIncidents(farm: Farm): Promise<void> {
  const { db } = farm.database
  const found = findIncidents(await readVitals(db, farm.lostAfterMs))
  const names = new Set(found.map(({ kind, subject }) => `${kind} ${subject}`))
  await db.transaction(async (tx) => {
    for (const { kind, subject, text, cause } of await noteIncidents(tx, found)) {
      farm.log.error({ incident: kind, subject, cause }, text)
    }
    const open = await listOpenIncidents(tx)
    const still = open.filter(({ kind, subject }) => names.has(`${kind} ${subject}`)).map(({ id }) => id)
    for (const { kind, subject } of await endIncidents(tx, still)) farm.log.info({ incident: kind, subject }, 'over')
  })
}
