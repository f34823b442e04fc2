import { expect } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject, type VisibleProject } from './visible-state.ts'

/** As long as a second lasts in a sync world, in milliseconds. */
const secondMs = 10

/** A sync that follows a stand-in on which nasty cases are played. */
export interface NastyWorld extends SyncWorld {
  /** Plays one, and waits after each of its turns until the sync has come to rest. */
  play(scenario: string): Promise<void>
  /** Waits until the sync has nothing left to do but one project. */
  settledBut(name: string): Promise<void>
  /** Expects of a project that our tables show what upstream shows, and returns it. */
  same(name: string): Promise<VisibleProject | null>
  /** Code and place of what could not be taken. */
  faults(): Promise<string[]>
}

export async function openNastyWorld(): Promise<NastyWorld> {
  const world = await openSyncWorld()
  world.start()
  await world.settled()
  return {
    ...world,
    play: (scenario) => world.upstream.ctl.play(scenario, secondMs, world.settled),
    settledBut: async (name) => {
      await waitFor('the sync to be done with all others', async () => {
        const [cursor] = await world.farm.database.sql`select serial from upstream_cursor`
        const left = await world.farm.database.sql`select package_name, tries from upstream_dirty`
        const newest = world.upstream.journal.at(-1)?.[4] ?? 0
        const tried = left.every((row) => row.package_name === name && Number(row.tries) > 0)
        return Number(cursor?.serial) >= newest && left.length > 0 && tried ? true : undefined
      })
    },
    same: async (name) => {
      const stored = await storedProject(world.farm, name)
      expect(stored).toEqual(await upstreamProject(world.upstream.url, name))
      return stored
    },
    faults: async () => {
      const rows = await world.farm.database.sql`select code, place from upstream_faults order by code, place`
      return rows.map(({ code, place }) => `${code} ${place}`)
    },
  }
}
