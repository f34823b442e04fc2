import { randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { applyEntry } from './apply-change.ts'
import { type Blobs, openBlobs } from './blobs.ts'
import { openJournal } from './journal.ts'
import { actionsOf } from './journal-actions.ts'
import { type Change, emptyWorld, type Row, type World } from './model.ts'
import { createSerials } from './serials.ts'

export interface RegistryOptions {
  /** Where the journal and the files live. */
  dataDir: string
  /** Fixes the gaps between serials; random when absent. */
  seed?: number | undefined
}

/** The registry behind the routes: the world, and the one way to change it. */
export interface Registry {
  world: World
  blobs: Blobs
  /**
   * Makes a change durable and then visible, at once or not at all.
   * @param at the moment that the journal shows; now when absent
   * @returns the changelog rows that it wrote
   * @throws {NotFoundError} STAND_IN_UNKNOWN when what is to be changed is not there
   */
  commit(change: Change, at?: Date): Row[]
  close(): void
}

/** Opens or makes a registry in a folder and replays its journal. */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  await mkdir(options.dataDir, { recursive: true })
  const blobs = await openBlobs(join(options.dataDir, 'files'))
  const journal = openJournal(join(options.dataDir, 'journal.jsonl'))
  const world = emptyWorld()
  for (const entry of journal.entries) applyEntry(world, entry)
  const nextSerial = createSerials(options.seed ?? randomInt(2 ** 31))
  return {
    world,
    blobs,
    commit: (change, at = new Date()) => {
      let serial = world.lastSerial
      const rows = actionsOf(world, change).map(({ name, version, action }): Row => {
        serial = change.kind === 'row' && change.gap !== undefined ? serial + change.gap : nextSerial(serial)
        return [name, version, Math.floor(at.getTime() / 1_000), action, serial]
      })
      journal.append({ change, rows })
      applyEntry(world, { change, rows })
      return rows
    },
    close: () => journal.close(),
  }
}
