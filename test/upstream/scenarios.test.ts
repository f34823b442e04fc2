import { expect, it } from 'vitest'
import { scenarios } from './scenarios/all.ts'
import { startUpstream } from './server.ts'

it('has nineteen of them, by number, all of which can be played on one stand-in', async () => {
  expect(scenarios.map(({ number }) => number)).toEqual(Array.from({ length: 19 }, (_, at) => at + 1))
  const upstream = await startUpstream()
  try {
    for (const { name } of scenarios) await upstream.ctl.play(name, 1, async () => {})
    expect(upstream.journal.length).toBeGreaterThan(200_000)
  } finally {
    await upstream.close()
  }
})
