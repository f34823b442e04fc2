import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'

const DRAINING = 'said SIGINT: finishing what runs. Once more to stop at once.'
const DRAINED_SO_FAR = 'said stuck could not be stopped cleanly: not done after 0.1 s'

test('one key press, which comes twice, drains the farm; the wrapper waits and ends as the farm does', async () => {
  const wrapper = await wrapped({ slowMs: 2_000 })

  wrapper.kill('SIGINT') // from the terminal
  wrapper.kill('SIGINT') // from npm
  const end = await wrapper.end()

  expect(end.code).toBe(1) // one of its releases fails
  expect(end.lines.filter((line) => line.startsWith('said SIGINT'))).toEqual([DRAINING])
  expect(end.lines).not.toContain('cut short')
  expect(end.lines.at(-1)).toBe('released first')
})

test('a second key press forces the end', async () => {
  const wrapper = await wrapped({ slowMs: 600_000 })

  wrapper.kill('SIGINT')
  await wrapper.shows(DRAINED_SO_FAR)
  await sleep(1_000) // a second press comes later than npm's copy of the first
  wrapper.kill('SIGINT')
  const end = await wrapper.end()

  expect(end).toMatchObject({ code: 130, lines: expect.arrayContaining(['cut short', 'released first']) })
})

test('a farm whose wrapper is killed stops by itself', async () => {
  const wrapper = await wrapped({ slowMs: 10 })

  wrapper.kill('SIGKILL')

  await wrapper.shows('released first')
})

/** The wrapper with a farm that is ready for signals. */
async function wrapped({ slowMs }: { slowMs: number }) {
  const script = fileURLToPath(new URL('./processes-wrapper.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, String(slowMs)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const closed = once(child, 'close')
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  const shows = (line: string) => vi.waitFor(() => expect(lines).toContain(line), 30_000)
  await shows('ready')
  return {
    shows,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    end: async () => ({ code: (await closed)[0], lines }),
  }
}
