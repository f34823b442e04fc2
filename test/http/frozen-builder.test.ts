import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { AttemptId } from '../../schema/ids.ts'
import { builders } from '../../schema/tables/targets.ts'
import { reapAttempts } from '../../src/jobs/reaper.ts'
import { findAttempt } from '../../src/store/attempts.ts'
import { setPresence } from '../support/presence.ts'
import { openFarmWorld, startedAttempt } from './farm-world.ts'

const busyProcess = new URL('../builder/busy-process.ts', import.meta.url).pathname

test('a builder whose main thread is frozen for longer than the farm waits is not lost; its job is dropped when it comes again', async () => {
  const world = await openFarmWorld({ lostAfterMs: 3_000 })
  const { db } = world.farm.database
  const { id, key, client, order, start } = await startedAttempt(world, 'frozen')
  const beats = { serverUrl: world.url, credentials: { builder: id, key }, beatEveryMs: 500, dataDir: '/' }
  const setup = { ...beats, builderVersion: '0', selfTest: null, attempt: start.attempt, frozenMs: 8_000 }
  const reap = async (): Promise<number> => {
    await setPresence(world.farm)
    return reapAttempts(world.farm)
  }
  const busy = spawn(process.execPath, ['--import', 'tsx', busyProcess, JSON.stringify(setup)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const builder = async () => (await db.select().from(builders).where(eq(builders.id, id)))[0]
  while ((await builder())?.lastBeat === null) await sleep(50)

  busy.stdin.write('freeze\n')
  let frozen = true
  const thawed = once(busy.stdout, 'data').then(() => {
    frozen = false
  })
  let lost = 0
  while (frozen) {
    lost += await reap()
    await sleep(100)
  }
  await thawed
  expect(lost).toBe(0)
  expect((await builder())?.lastBeat).toMatchObject({ builderVersion: '0', clockSkewMs: expect.any(Number) })
  const again = await client.json('/attempts', { order, startKey: 'another-run-of-the-job' })
  expect(again).toMatchObject({ status: 409, body: { code: 'ATTEMPT_TAKEN' } })

  while ((await reap()) === 0) await sleep(100)
  expect(await findAttempt(db, start.attempt as AttemptId)).toMatchObject({ state: 'LOST' })
  await world.close()
})
