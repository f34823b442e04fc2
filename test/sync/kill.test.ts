import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject } from './visible-state.ts'

let world: SyncWorld
let folder: string
const children = new Set<ChildProcess>()
beforeEach(async () => {
  world = await openSyncWorld()
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-kill-'))
})
afterEach(async () => {
  for (const child of children) await kill(child)
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

async function startProcess(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./sync-process.ts', import.meta.url))
  const args = ['--import', 'tsx', script, world.farm.url, world.upstream.url, folder]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  await once(child.stdout, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

test('a sync that is killed at any moment loses nothing and does nothing twice', { timeout: 240_000 }, async () => {
  let child = await startProcess()
  await world.settled()
  const names = ['one', 'two', 'three', 'four']

  for (const round of [1, 2, 3, 4]) {
    for (const name of names) {
      const version = `${round}.0`
      await world.upstream.ctl.addRelease({ name, version, files: [{ filename: `${name}-${version}.tar.gz` }] })
      await world.upstream.ctl.yank(name, version)
    }
    await world.upstream.ctl.removeProject(names[round - 1] ?? '')
    // Any moment will do: each round kills it at another.
    await sleep(round * 37)
    await kill(child)
    child = await startProcess()
  }
  await world.settled()

  for (const name of names) {
    expect(await storedProject(world.farm, name)).toEqual(await upstreamProject(world.upstream.url, name))
  }
  const events = await world.farm.database.sql`select serial from upstream_events order by serial`
  expect(events.map((row) => Number(row.serial))).toEqual(world.upstream.journal.map((row) => row[4]))
})
