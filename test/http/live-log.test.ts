import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeReport } from '../../schema/report-codec.ts'
import { type FarmWorld, openFarmWorld, reportOf, startedAttempt } from './farm-world.ts'
import { followLog } from './log-reader.ts'
import { rawRequest } from './raw-request.ts'

let world: FarmWorld
beforeAll(async () => {
  world = await openFarmWorld()
})
afterAll(async () => world?.close())

test('who follows a build sees what its builder sends, in order, until the report', async () => {
  const started = await startedAttempt(world, 'followed')
  const path = `/attempts/${started.start.attempt}/log`
  const log = await followLog(`${world.url}${path}/events`)

  // Cut within characters and lines, as a builder cuts.
  const whole = Buffer.from(Array.from({ length: 200 }, (_, n) => `${n}: compiling é€🎡\n`).join(''))
  for (let at = 0; at < whole.length; at += 777) {
    await started.client.log(started.start, at, whole.subarray(at, at + 777))
    if (at === 777) await log.until('0: compiling')
  }
  await log.until('199: compiling')
  const answer = await started.client.report(started.start, encodeReport(reportOf(started)))

  expect(answer.status).toBe(200)
  expect(await log.ended).toBe(true)
  expect(log.text()).toBe(whole.toString())
  expect(log.events.at(-1)).toMatchObject({ name: 'end', data: expect.stringContaining('"state":"FAILED"') })
  expect((await rawRequest(world.url, path)).body.toString()).toBe(whole.toString())
})
